/**
 * fastai's data: paths of known data sets, how they are split, and loaders over them.
 * https://docs.fast.ai/vision.data.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import {
  asInteger,
  asNumber,
  nativeClass,
  nativeClassMethod,
  nativeMethod,
  type Args,
} from '../../python/runtime/native.ts';
import { PyFloat, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import type { BinaryOperator } from '../../python/syntax/ast.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { batchesOf, type Batches } from '../trainers/batches.ts';
import { setAttributes, type Count } from '../trainers/fitting.ts';
import table from './datasets.json' with { type: 'json' };

interface Sizes {
  readonly items?: number;
  readonly train?: number;
  readonly valid?: number;
}

const SIZES: Readonly<Record<string, Sizes>> = table.datasets;

/** Batches where nothing is said. Source: fastai/data/core.py, DataLoaders and DataBlock. */
const DEFAULT_BATCH = 64;
/** Share that a RandomSplitter holds out where nothing is said. */
export const DEFAULT_SHARE = 0.2;

/** A folder of a data set that fastai downloads. */
export class DataPath extends HostObject {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override binary(_rt: Runtime, op: BinaryOperator): Value | undefined {
    return op === '/' ? this : undefined;
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name.startsWith('__') ? undefined : new Inert(`fastai.Path.${name}`);
  }
}

/** Files of such a folder. */
export class Items extends HostObject {
  readonly name: string;
  readonly count: Count;

  constructor(name: string, count: Count) {
    super();
    this.name = name;
    this.count = count;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override length(): Count {
    return this.count;
  }

  override getItem(): Value {
    return new Inert('fastai.item');
  }
}

function sizesOf(value: Value): Sizes | null {
  const name = value instanceof DataPath || value instanceof Items ? value.name : '';
  return SIZES[name] ?? null;
}

/** How many files there are in all. */
export function itemsIn(rt: Runtime, path: Value): Items {
  const sizes = sizesOf(path);
  const name = path instanceof DataPath ? path.name : 'a folder';
  const split = (sizes?.train ?? 0) + (sizes?.valid ?? 0);
  const count = sizes?.items ?? (split > 0 ? split : rt.unknown('how many files the folder holds'));
  return new Items(name, count);
}

/** What a splitter makes of so many items. */
export interface Split {
  readonly train: Count;
  readonly valid: Count;
}

export function randomSplit(count: Count, share: number): Split {
  if (count instanceof Unknown) return { train: count, valid: count };
  const held = Math.trunc(share * count);
  return { train: count - held, valid: held };
}

/** As the folders of a data set are. */
export function folderSplit(rt: Runtime, path: Value): Split {
  const sizes = sizesOf(path);
  const lost = rt.unknown('how many files the folders of this data set hold');
  return { train: sizes?.train ?? lost, valid: sizes?.valid ?? lost };
}

/** The size of pictures that a transform makes: `Resize(224)`, `aug_transforms(size=128)`. */
export class Sized extends HostObject {
  readonly size: readonly [number, number] | null;

  constructor(size: readonly [number, number] | null) {
    super();
    this.size = size;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
}

export function sized(value: Value): Sized {
  const side = asInteger(value);
  if (side !== undefined) return new Sized([side, side]);
  const items = value instanceof PyTuple || value instanceof PyList ? value.items : [];
  const [height, width] = items.map((item) => asInteger(item));
  return new Sized(height === undefined || width === undefined ? null : [height, width]);
}

/** Batches' own transforms come after those of single items. */
export function pictureSize(...transforms: readonly Value[]): readonly [number, number] | null {
  for (const one of transforms) {
    const list = one instanceof PyList || one instanceof PyTuple ? one.items : [one];
    for (const item of list) if (item instanceof Sized && item.size !== null) return item.size;
  }
  return null;
}

interface LoadersInit {
  readonly split: Split;
  readonly batch: Value;
  readonly size: readonly [number, number] | null;
  readonly name: string;
}

function madeBatches(rt: Runtime, { batch, size, name }: LoadersInit, part: Count): Batches {
  const span = rt.here();
  const rows = batch instanceof Unknown ? batch : (asInteger(batch) ?? DEFAULT_BATCH);
  const found = (count: Count, detail: string): Found<number> =>
    count instanceof Unknown ? missing(count.reason, count.span) : given(count, 'code', detail, span);
  const isKnown = size !== null && !(rows instanceof Unknown);
  const pictures = isKnown
    ? new TorchTensor([rows, 3, size[0], size[1]], 'float32')
    : rt.unknown('the shape of a batch');
  return {
    source: {
      name,
      samples: found(part, `files of ${name}, without those that validate`),
      batch: found(rows, asInteger(batch) === undefined ? "fastai's default bs" : 'bs of the loaders'),
      dropLast: true,
      sampleShape:
        size === null
          ? missing('the size of the pictures', span)
          : given([3, ...size], 'code', 'a transform', span),
      span,
    },
    count: part instanceof Unknown ? part : rows instanceof Unknown ? rows : Math.ceil(part / rows),
    element: () => new PyTuple([pictures, rt.unknown('the labels of a batch')]),
  };
}

const TRAIN = '_train';
const VALID = '_valid';

/** Loaders of which the batches are known, or loaders of PyTorch's. */
class Held extends HostObject {
  readonly batches: Batches;

  constructor(batches: Batches) {
    super();
    this.batches = batches;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override length(): Count {
    return this.batches.count;
  }
}

export function loaders(rt: Runtime, cls: PyClass, init: LoadersInit): Value {
  ensureTorch(rt);
  const made = rt.createObject(cls);
  const valid = init.split.valid === 0 ? null : new Held(madeBatches(rt, init, init.split.valid));
  setAttributes(rt, made, [
    [TRAIN, new Held(madeBatches(rt, init, init.split.train))],
    [VALID, valid],
    ['bs', init.batch],
  ]);
  return made;
}

/** The batches of a part; null: there is none. */
export function batchesFor(rt: Runtime, dls: Value, part: 'train' | 'valid'): Batches | null {
  const held = dls instanceof PyObject ? dls.attrs.get(part === 'train' ? TRAIN : VALID) : undefined;
  if (held instanceof Held) return held.batches;
  if (held === null) return null;
  return batchesOf(rt, held ?? rt.unknown('the data of a Learner'));
}

/** The share that is held out. */
export function shareOf(rt: Runtime, value: Value): number | Unknown {
  if (value instanceof Unknown) return value;
  return value === null ? DEFAULT_SHARE : (asNumber(value) ?? rt.unknown('valid_pct is no number'));
}

const COMMON = 'valid_pct=None, seed=None, item_tfms=None, batch_tfms=None, bs=None';

function make(rt: Runtime, args: Args, split: Split, name: string): Value {
  return loaders(rt, loadersClass(rt), {
    split,
    batch: args.value('bs') ?? DEFAULT_BATCH,
    size: pictureSize(args.value('batch_tfms'), args.value('item_tfms')),
    name,
  });
}

/** From the list of files that is given, or the files below the path. */
function fromItems(rt: Runtime, args: Args, given: Value): Value {
  const path = args.value('path');
  const items = given instanceof Items ? given : itemsIn(rt, path);
  const count =
    given !== null && !(given instanceof Items) && !(given instanceof Unknown)
      ? rt.length(given)
      : items.count;
  const share = shareOf(rt, args.value('valid_pct'));
  const split = share instanceof Unknown ? { train: share, valid: share } : randomSplit(count, share);
  return make(rt, args, split, items.name);
}

export const loadersClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'DataLoaders',
    [rt.builtinClass('object')],
    [
      [
        '__init__',
        nativeMethod('__init__(self, *loaders, path=None, device=None)', (inner, args) => {
          const [train = null, valid = null] = args.rest;
          setAttributes(inner, args.known('self'), [
            [TRAIN, train],
            [VALID, valid],
          ]);
          return null;
        }),
      ],
      [
        '__getattr__',
        nativeMethod('__getattr__(self, name)', (inner, args) => {
          const name = args.string('name');
          if (name.startsWith('__')) throw inner.error('AttributeError', name);
          const self = args.known('self');
          if (name === 'train' && self instanceof PyObject) return self.attrs.get(TRAIN) ?? null;
          if (name === 'valid' && self instanceof PyObject) return self.attrs.get(VALID) ?? null;
          return name === 'c'
            ? inner.unknown('how many classes the data has')
            : new Inert(`fastai.DataLoaders.${name}`);
        }),
      ],
      [
        'from_folder',
        nativeClassMethod(
          `from_folder(cls, path, train="train", valid="valid", ${COMMON}, **options)`,
          (inner, args) => {
            const path = args.value('path');
            if (args.value('valid_pct') !== null) return fromItems(inner, args, null);
            return make(
              inner,
              args,
              folderSplit(inner, path),
              path instanceof DataPath ? path.name : 'a folder',
            );
          },
        ),
      ],
      ...[
        'from_name_func',
        'from_path_func',
        'from_name_re',
        'from_path_re',
        'from_lists',
        'from_label_func',
      ].map(
        (name) =>
          [
            name,
            nativeClassMethod(
              `${name}(cls, path, fnames=None, label_func=None, ${COMMON}, **options)`,
              (inner, args) => fromItems(inner, args, args.value('fnames')),
            ),
          ] as const,
      ),
      ...['from_csv', 'from_df'].map(
        (name) =>
          [
            name,
            nativeClassMethod(`${name}(cls, path, table=None, ${COMMON}, **options)`, (inner, args) =>
              fromItems(inner, args, null),
            ),
          ] as const,
      ),
      [
        'from_dsets',
        nativeClassMethod('from_dsets(cls, *datasets, bs=64, device=None, **options)', (inner, args) => {
          const load = (dataset: Value): Value =>
            inner.call(
              inner.getAttribute(inner.importModule('torch.utils.data'), 'DataLoader'),
              [dataset],
              new Map([['batch_size', args.value('bs')]]),
            );
          return inner.call(loadersClass(inner), args.rest.map(load));
        }),
      ],
    ],
  ),
);

/** A whole number of epochs as fastai's methods take it. */
export function epochsOf(value: Value): Count {
  if (value instanceof Unknown) return value;
  return value instanceof PyFloat ? value.value : (asInteger(value) ?? 1);
}
