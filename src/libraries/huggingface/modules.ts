/** Hugging Face's `datasets`: https://huggingface.co/docs/datasets/package_reference/main_classes */
import { findDataset, type Dataset } from '../../catalog/datasets.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { UnknownNumber } from '../../torch/tensor.ts';
import { lazyModule, type Member } from '../module.ts';
import { PilImage, type Extent } from '../pil/image.ts';
import { ensureTorch } from '../torchvision/picture.ts';
import { datasetClass, HfDataset } from './dataset.ts';
import { namedParts, SplitDict, splitDictClass } from './splitDict.ts';
import { rowsOfSplit } from './splits.ts';

/** Builders that read files: how much is in them is known to the files alone. */
const FILE_BUILDERS = new Set([
  'csv',
  'json',
  'text',
  'parquet',
  'arrow',
  'imagefolder',
  'audiofolder',
  'webdataset',
  'pandas',
]);

/** Columns of the picture data sets where they are not `image` and `label`. */
const IMAGE_COLUMNS: Readonly<Record<string, readonly [image: string, label: string]>> = {
  cifar10: ['img', 'label'],
  cifar100: ['img', 'fine_label'],
  beans: ['image', 'labels'],
};

function loadDataset(rt: Runtime, args: Args): Value {
  const path = args.value('path');
  if (path instanceof Unknown) return path;
  // Only a script that is told which runs so far.
  if (path === null) return rt.unknown('the name of a data set is not given');
  const configuration = args.value('name');
  if (configuration instanceof Unknown) return configuration;
  const name =
    typeof configuration === 'string' ? `${args.string('path')}/${configuration}` : args.string('path');
  const isFiles = FILE_BUILDERS.has(args.string('path'));
  const found = isFiles ? null : lookUp(name, args.string('path'));
  const reason = isFiles
    ? 'the number of rows depends on the files'
    : `no facts are known about the data set '${name}'`;
  const rowsOf = (split: string): Extent => {
    if (found === null) return rt.unknown(reason);
    return (
      found.splits.get(split) ?? rt.unknown(`the data set '${name}' has no split '${split}' that is known`)
    );
  };
  // Versions before 3 gave the columns the names that a task has for them.
  const isTask = args.extra.get('task') === 'image-classification';
  const part = (split: string): HfDataset =>
    new HfDataset({
      name: `${name} (${split})`,
      rows: rowsOfSplit(rt, split, rowsOf),
      row: found === null ? null : rowMaker(found, isTask),
      classes: found === null ? new Map<string, number>() : classesOf(found, isTask),
    });
  const split = args.value('split');
  if (split instanceof Unknown) return split;
  if (split === null) return allSplits(found, args.value('data_files'), part);
  if (split instanceof PyList) {
    return new PyList(
      split.items.map((one) => (typeof one === 'string' ? part(one) : rt.unknown('a split'))),
    );
  }
  const text = rt.str(split);
  return text instanceof Unknown ? text : part(text);
}

/** With the configuration, or by the name alone where that has one only. */
function lookUp(name: string, path: string): Dataset | null {
  for (const key of [name, path]) {
    const found = findDataset('huggingface', key);
    // The configurations of one data set differ in size.
    if (found.found && (key === name || !found.value.name.includes('/') || found.value.name === key)) {
      return found.value;
    }
  }
  return null;
}

function allSplits(found: Dataset | null, files: Value, part: (split: string) => HfDataset): Value {
  if (found !== null) return new SplitDict([...found.splits.keys()].map((split) => [split, part(split)]));
  if (files instanceof PyDict) {
    return new SplitDict(namedParts(files).map(([split]) => [split, part(split)] as const));
  }
  return new SplitDict([], part);
}

function columnsOf(dataset: Dataset, isTask: boolean): readonly [image: string, label: string] {
  return isTask ? ['image', 'labels'] : (IMAGE_COLUMNS[dataset.name] ?? ['image', 'label']);
}

function classesOf(dataset: Dataset, isTask: boolean): ReadonlyMap<string, number> {
  const [, label] = columnsOf(dataset, isTask);
  return new Map(dataset.classes === null ? [] : [[label, dataset.classes]]);
}

/** One row of a picture data set; null for others, of whose columns nothing is known. */
function rowMaker(dataset: Dataset, isTask: boolean): ((rt: Runtime) => Value) | null {
  if (dataset.layout !== 'HW' && dataset.layout !== 'HWC') return null;
  const [image, label] = columnsOf(dataset, isTask);
  return (rt) => {
    ensureTorch(rt);
    const differing = rt.unknown(
      `the images of ${dataset.name} differ in size, and no transform makes them alike`,
    );
    const [height, width] = dataset.shape.map((size) => size ?? differing);
    const mode = dataset.layout === 'HW' ? 'L' : 'RGB';
    return dictOf(rt, [
      [image, new PilImage(mode, height ?? differing, width ?? differing)],
      [label, new UnknownNumber(rt, 'a label depends on the data', 'int64')],
    ]);
  };
}

function sum(rt: Runtime, parts: readonly Value[]): Value {
  let rows: Extent = 0;
  const [first] = parts;
  if (!(first instanceof HfDataset)) return rt.unknown('a joint data set of unknown parts');
  for (const one of parts) {
    const length = rt.length(one);
    if (length instanceof Unknown) rows = length;
    else if (!(rows instanceof Unknown)) rows += length;
  }
  return new HfDataset({ name: first.name, rows, row: first.row });
}

function fromColumns(rt: Runtime, mapping: Value): Value {
  if (!(mapping instanceof PyDict)) return rt.unknown('a data set made of something that is no dict');
  const [first] = mapping.entries.values();
  return new HfDataset({ name: 'Dataset', rows: first === undefined ? 0 : rt.length(first) });
}

/** `Dataset.from_dict` and its like are read from the class. */
const makers: readonly NativeFunction[] = [
  native('from_dict(mapping, *args, **options)', (rt, args) => fromColumns(rt, args.known('mapping'))),
  native(
    'from_list(mapping, *args, **options)',
    (rt, args) => new HfDataset({ name: 'Dataset', rows: rt.length(args.value('mapping')) }),
  ),
  native(
    'from_pandas(df, *args, **options)',
    (rt, args) => new HfDataset({ name: 'Dataset', rows: rt.length(args.value('df')) }),
  ),
  native(
    'from_generator(*args, **options)',
    (rt) => new HfDataset({ name: 'Dataset', rows: rt.unknown('how many rows a generator yields') }),
  ),
];

const members: Readonly<Record<string, Member>> = {
  load_dataset: native(
    'load_dataset(path, name=None, data_dir=None, data_files=None, split=None, *args, **options)',
    loadDataset,
  ),
  load_from_disk: native('load_from_disk(dataset_path, *args, **options)', (rt) => {
    const reason = rt.unknown('the number of rows depends on what was saved');
    return new SplitDict([], (split) => new HfDataset({ name: split, rows: reason }));
  }),
  concatenate_datasets: native('concatenate_datasets(dsets, *args, **options)', (rt, args) =>
    sum(rt, args.elements('dsets')),
  ),
  Dataset: (rt) => {
    const cls = datasetClass(rt);
    for (const maker of makers) cls.dict.set(maker.name, new StaticMethod(maker));
    return cls;
  },
  DatasetDict: splitDictClass,
};

export const huggingfaceModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'datasets',
    precedence: 'unless-own',
    members,
    inert: [
      'logging',
      'utils',
      'disable_caching',
      'enable_caching',
      'disable_progress_bar',
      'set_caching_enabled',
      'load_metric',
      'Features',
      'Value',
      'ClassLabel',
      'Image',
      'Audio',
      'Sequence',
      'VerificationMode',
      'DownloadConfig',
      'DownloadMode',
    ],
  }),
  lazyModule({ name: 'datasets.utils', precedence: 'unless-own', members: {}, inert: 'all' }),
  lazyModule({ name: 'datasets.utils.logging', precedence: 'unless-own', members: {}, inert: 'all' }),
  lazyModule({
    name: 'evaluate',
    precedence: 'unless-own',
    members: {},
    inert: ['load', 'combine', 'evaluator'],
  }),
];
