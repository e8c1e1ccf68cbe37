/** TensorFlow Datasets: https://www.tensorflow.org/datasets/api_docs/python/tfds */
import type { Dataset as Facts } from '../../catalog/datasets.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems, dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { ensureKeras } from '../../keras/install.ts';
import { OpenImage } from '../../keras/openImage.ts';
import { Dataset } from '../../keras/pipeline/dataset.ts';
import { Tensor } from '../../keras/tensor.ts';
import { given, missing } from '../../units/found.ts';
import { rowsOfSplit } from '../huggingface/splits.ts';
import { lazyModule } from '../module.ts';
import type { Extent } from '../pil/image.ts';
import { infoOf } from './info.ts';
import { factsOf, type Named } from './names.ts';

/** What a data set of pictures has besides, and of which no more is known. */
const BESIDES = [
  'id',
  'file_name',
  'image/filename',
  'species',
  'attributes',
  'landmarks',
  'objects',
  'labels',
  'labels_no_difficult',
];

function label(): Tensor {
  return new Tensor([], 'int64');
}

/** Configurations whose texts are numbers, of lengths that differ. */
const ENCODED = /\/(subwords\d*k?|bytes)\b/;

/** The first feature of a sample. */
function input(rt: Runtime, facts: Facts, asked: string): Value {
  const { layout, shape, dtype, name } = facts;
  if (ENCODED.test(asked)) return rt.unknown(`the numbers that stand for a text of ${name}`);
  if (layout === 'text') return new Tensor([], 'string');
  const sizes = shape.filter((size) => size !== null);
  const differing = rt.unknown(`the samples of ${name} differ in size, and nothing makes them alike`);
  if (sizes.length === shape.length) return new Tensor(sizes, dtype === 'str' ? 'string' : dtype);
  return layout === 'HWC' ? new OpenImage(differing, shape.at(-1) ?? 3) : differing;
}

const FEATURE_NAMES: Readonly<Record<string, string>> = { HWC: 'image', text: 'text', features: 'features' };

/** One sample: a pair where it is supervised, else by the names of the features. */
function elementOf(rt: Runtime, { facts, name }: Named, isSupervised: boolean): Value {
  if (facts === null) return rt.unknown(`no facts are known about the data set '${name}'`);
  const feature = FEATURE_NAMES[facts.layout];
  const isPlain = facts.classes !== null && feature !== undefined;
  if (isSupervised) {
    return isPlain
      ? new PyTuple([input(rt, facts, name), label()])
      : rt.unknown(`the features of ${facts.name}`);
  }
  if (feature === undefined) return rt.unknown(`the features of ${facts.name}`);
  const entries: [string, Value][] = [
    [feature, input(rt, facts, name)],
    ['label', label()],
  ];
  if (feature === 'image') {
    const size = input(rt, facts, name);
    entries.push(['segmentation_mask', size instanceof OpenImage ? new OpenImage(size, 1) : size]);
    for (const other of BESIDES) entries.push([other, rt.unknown(`the feature '${other}' of ${facts.name}`)]);
  }
  return dictOf(rt, entries);
}

interface Options {
  readonly isSupervised: boolean;
  /** None, or the batch; -1: everything at once. */
  readonly batch: Value;
}

function partOf(rt: Runtime, named: Named, split: string, { isSupervised, batch }: Options): Value {
  const rows = rowsOf(rt, named, split);
  const span = rt.here();
  const name = `${named.name} (${split})`;
  const dataset = new Dataset({
    element: elementOf(rt, named, isSupervised),
    count: rows,
    name,
    samples: rows instanceof Unknown ? missing(rows.reason, rows.span) : given(rows, 'code', name, span),
    batch: null,
    dropLast: false,
    span,
  });
  if (batch === null) return dataset;
  if (batch !== -1) return rt.callMethod(dataset, 'batch', [batch]);
  if (rows instanceof Unknown) return rows;
  const whole = rt.callMethod(dataset, 'batch', [rows]);
  return whole instanceof Dataset ? whole.init.element : whole;
}

/** The splits of a data set of which no facts are known: whatever is asked for is there. */
class OpenSplits extends HostObject {
  readonly #named: Named;
  readonly #options: Options;

  constructor(named: Named, options: Options) {
    super();
    this.#named = named;
    this.#options = options;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getItem(rt: Runtime, key: Value): Value {
    return splitsOf(rt, this.#named, key, this.#options);
  }
}

function rowsOf(rt: Runtime, { facts, name }: Named, split: string): Extent {
  if (facts === null) return rt.unknown(`no facts are known about the data set '${name}'`);
  const ofOne = (one: string): Extent => {
    if (one !== 'all') {
      return facts.splits.get(one) ?? rt.unknown(`'${name}' has no split '${one}' that is known`);
    }
    return [...facts.splits.values()].reduce((sum, rows) => sum + rows, 0);
  };
  return rowsOfSplit(rt, split, ofOne);
}

/** A split as text, an instruction, or a nest of them. */
function splitsOf(rt: Runtime, named: Named, split: Value, options: Options): Value {
  if (split instanceof Unknown) return split;
  if (split === null) {
    if (named.facts === null) return new OpenSplits(named, options);
    return dictOf(
      rt,
      [...named.facts.splits.keys()].map((one): [Value, Value] => [one, partOf(rt, named, one, options)]),
    );
  }
  if (split instanceof PyList) return new PyList(split.items.map((one) => splitsOf(rt, named, one, options)));
  if (split instanceof PyTuple) {
    return new PyTuple(split.items.map((one) => splitsOf(rt, named, one, options)));
  }
  if (split instanceof PyDict) {
    return dictOf(
      rt,
      dictItems(split).map(([key, one]): [Value, Value] => [key, splitsOf(rt, named, one, options)]),
    );
  }
  const text = rt.str(split);
  return text instanceof Unknown ? text : partOf(rt, named, text, options);
}

function optionsOf(args: Args): Options {
  return { isSupervised: args.bool('as_supervised'), batch: settled(args.value('batch_size')) };
}

function load(rt: Runtime, args: Args): Value {
  ensureKeras(rt);
  const named = factsOf(args.string('name'));
  const data = splitsOf(rt, named, args.value('split'), optionsOf(args));
  return args.bool('with_info') ? new PyTuple([data, infoOf(rt, named)]) : data;
}

/** `tfds.builder('mnist')`. */
const builderClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'DatasetBuilder',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, name, **options)', (inner, args) => {
        inner.setAttribute(args.known('self'), 'name', args.value('name'));
        inner.setAttribute(args.known('self'), 'info', infoOf(inner, factsOf(args.string('name'))));
        return null;
      }),
      nativeMethod('download_and_prepare(self, **options)', () => null),
      nativeMethod(
        'as_dataset(self, split=None, batch_size=None, as_supervised=False, **options)',
        (inner, args) => {
          ensureKeras(inner);
          const name = inner.str(inner.getAttribute(args.known('self'), 'name'));
          if (name instanceof Unknown) return name;
          return splitsOf(inner, factsOf(name), args.value('split'), optionsOf(args));
        },
      ),
    ],
  ),
);

/** `ReadInstruction('train', from_=0, to=80, unit='%')` is `'train[0%:80%]'`. */
const readInstruction = native(
  'ReadInstruction(split_name, rounding=None, from_=None, to=None, unit=None)',
  (rt, args) => {
    const unit = args.value('unit') === '%' ? '%' : '';
    const bound = (name: string): string => {
      const value = args.value(name);
      const text = value === null ? '' : rt.str(value);
      return text instanceof Unknown || text === '' ? '' : `${text}${unit}`;
    };
    return `${args.string('split_name')}[${bound('from_')}:${bound('to')}]`;
  },
);

/** `even_splits('train', n=3)`: as many parts, by percentages. */
const evenSplits = native('even_splits(split, n, *, drop_remainder=True)', (_rt, args) => {
  const [split, parts] = [args.string('split'), args.int('n')];
  return new PyList(
    Array.from(
      { length: parts },
      (_, i) => `${split}[${Math.round((100 * i) / parts)}%:${Math.round((100 * (i + 1)) / parts)}%]`,
    ),
  );
});

const SPLITS = { TRAIN: 'train', VALIDATION: 'validation', TEST: 'test', ALL: 'all' } as const;

const splitClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass('Split', [rt.builtinClass('object')], Object.entries(SPLITS)),
);

export const tfdsModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'tensorflow_datasets',
    precedence: 'framework',
    members: {
      load: native(
        'load(name, *, split=None, data_dir=None, batch_size=None, shuffle_files=False, download=True, as_supervised=False, ' +
          'decoders=None, read_config=None, with_info=False, **options)',
        load,
      ),
      builder: builderClass,
      Split: splitClass,
      as_numpy: native('as_numpy(dataset)', (_rt, args) => args.value('dataset')),
      even_splits: evenSplits,
      core: (rt) => rt.importModule('tensorflow_datasets.core'),
    },
    inert: [
      'show_examples',
      'as_dataframe',
      'disable_progress_bar',
      'ReadConfig',
      'download',
      'visualization',
      'list_builders',
      'display_progress_bar',
      'enable_progress_bar',
      'testing',
      'decode',
    ],
  }),
  lazyModule({
    name: 'tensorflow_datasets.core',
    precedence: 'framework',
    members: { ReadInstruction: readInstruction },
    inert: 'all',
  }),
];
