/**
 * `DataBlock` and what it is made of: how items are found, split and sized.
 * https://docs.fast.ai/data.block.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { setAttributes } from '../trainers/fitting.ts';
import {
  DataPath,
  DEFAULT_SHARE,
  folderSplit,
  itemsIn,
  loaders,
  loadersClass,
  pictureSize,
  randomSplit,
  shareOf,
  sized,
} from './data.ts';

/** `RandomSplitter(0.2)`, `GrandparentSplitter()` and their like. */
class Splitter extends HostObject {
  readonly share: number | Unknown | 'folders';

  constructor(share: number | Unknown | 'folders') {
    super();
    this.share = share;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
}

/** `DataBlock(...).dataloaders(source)`. */
const blockClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'DataBlock',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, blocks=None, dl_type=None, getters=None, n_inp=None, item_tfms=None, batch_tfms=None, get_items=None, splitter=None, get_y=None, get_x=None, **options)',
        (inner, args) => {
          setAttributes(
            inner,
            args.known('self'),
            ['item_tfms', 'batch_tfms', 'get_items', 'splitter'].map(
              (name) => [name, args.value(name)] as const,
            ),
          );
          return null;
        },
      ),
      nativeMethod('new(self, item_tfms=None, batch_tfms=None)', (inner, args) => {
        const made = inner.deepCopy(args.value('self'));
        setAttributes(inner, made, [
          ['item_tfms', args.value('item_tfms')],
          ['batch_tfms', args.value('batch_tfms')],
        ]);
        return made;
      }),
      nativeMethod('dataloaders(self, source, path=".", verbose=False, bs=64, **options)', (inner, args) => {
        const self = args.known('self');
        const option = (name: string): Value =>
          self instanceof PyObject ? (self.attrs.get(name) ?? null) : null;
        const source = args.value('source');
        const get = option('get_items');
        const items = get === null ? source : inner.call(get, [source]);
        const count = items instanceof Unknown ? items : inner.length(items);
        const splitter = option('splitter');
        const share =
          splitter instanceof Splitter
            ? splitter.share
            : splitter === null
              ? DEFAULT_SHARE
              : inner.unknown('what the splitter holds out');
        const split =
          share === 'folders'
            ? folderSplit(inner, source)
            : share instanceof Unknown
              ? { train: share, valid: share }
              : randomSplit(count, share);
        return loaders(inner, loadersClass(inner), {
          split,
          batch: args.value('bs'),
          size: pictureSize(option('batch_tfms'), option('item_tfms')),
          name: source instanceof DataPath ? source.name : 'the data',
        });
      }),
      ...['summary', 'datasets'].map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => new Inert(`fastai.DataBlock.${name}()`)),
      ),
    ],
  ),
);

export const dataMembers = {
  DataLoaders: loadersClass,
  ...Object.fromEntries(
    [
      'ImageDataLoaders',
      'SegmentationDataLoaders',
      'TextDataLoaders',
      'TabularDataLoaders',
      'CollabDataLoaders',
    ].map((name) => [name, loadersClass]),
  ),
  DataBlock: blockClass,
  untar_data: native('untar_data(url, *args, **options)', (_rt, args) => {
    const url = args.value('url');
    return new DataPath(url instanceof Inert ? (url.path.split('.').at(-1) ?? '') : '');
  }),
  ...Object.fromEntries(
    ['get_image_files', 'get_text_files', 'get_files'].map((name) => [
      name,
      native(`${name}(path, *args, **options)`, (rt, args) => itemsIn(rt, args.value('path'))),
    ]),
  ),
  Resize: native('Resize(size, *args, **options)', (_rt, args) => sized(args.value('size'))),
  RandomResizedCrop: native('RandomResizedCrop(size, *args, **options)', (_rt, args) =>
    sized(args.value('size')),
  ),
  aug_transforms: native('aug_transforms(*args, size=None, **options)', (_rt, args) =>
    sized(args.value('size')),
  ),
  RandomSplitter: native(
    'RandomSplitter(valid_pct=0.2, seed=None)',
    (rt, args) => new Splitter(shareOf(rt, args.value('valid_pct'))),
  ),
  GrandparentSplitter: native('GrandparentSplitter(*args, **options)', () => new Splitter('folders')),
  TrainTestSplitter: native(
    'TrainTestSplitter(test_size=0.2, *args, **options)',
    (rt, args) => new Splitter(shareOf(rt, args.value('test_size'))),
  ),
};
