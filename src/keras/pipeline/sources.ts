/** Where pipelines begin: arrays, generators, directories. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, isSequence, native, settled, type Args } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { dictItems, dictOf } from '../../python/builtins/hash.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { given, missing, type Found } from '../../units/found.ts';
import { toTensor } from '../opCall.ts';
import { sizesOf } from '../shapes.ts';
import { leavesOf, mapLeaves } from '../structure.ts';
import { Tensor } from '../tensor.ts';
import { Dataset, TensorSpec, type Count } from './dataset.ts';
import { zipped } from './methods.ts';

function originOf(value: Value): string | null {
  for (const leaf of leavesOf(value)) {
    if (leaf instanceof NdArray && leaf.origin !== null) return leaf.origin.name;
  }
  return null;
}

/** The rows of arrays, one by one. */
function slices(rt: Runtime, tensors: Value): Dataset {
  const counts: Count[] = [];
  const tensorsOf = (leaf: Value): Value => {
    const tensor = leaf instanceof Unknown ? undefined : tensorOf(rt, leaf);
    if (tensor === undefined && leaf instanceof PyList) {
      // How many there are is known, what they are is not.
      counts.push(leaf.items.length);
      const [first = null] = leaf.items;
      return typeof first === 'string' ? new Tensor([], 'string') : rt.unknown('an element of a list');
    }
    if (tensor === undefined) {
      const lost = leaf instanceof Unknown ? leaf : rt.unknown(`data of the type ${rt.typeName(leaf)}`);
      counts.push(lost);
      return lost;
    }
    const [size] = tensor.shape;
    counts.push(size ?? 1);
    return new Tensor(tensor.shape.slice(1), tensor.dtype === 'float64' ? 'float32' : tensor.dtype);
  };
  const element = mapComponents(rt, tensors, tensorsOf);
  const count = counts.find((one) => typeof one === 'number') ?? counts[0] ?? rt.unknown('an empty data set');
  return ofElements(rt, element, count, originOf(tensors));
}

/** A list is one array; a tuple or a dictionary is a structure of several. */
function mapComponents(rt: Runtime, value: Value, change: (component: Value) => Value): Value {
  if (value instanceof PyTuple)
    return new PyTuple(value.items.map((item) => mapComponents(rt, item, change)));
  if (value instanceof PyDict) {
    return dictOf(
      rt,
      dictItems(value).map(([key, item]): [Value, Value] => [key, mapComponents(rt, item, change)]),
    );
  }
  return change(value);
}

/** The array that a component is; undefined: of its values too little is known. */
function tensorOf(rt: Runtime, component: Value): Tensor | undefined {
  if (component instanceof PyList && component.items.some((item) => typeof item === 'string'))
    return undefined;
  try {
    return toTensor(rt, component);
  } catch (error) {
    if (error instanceof UnknownInput) return undefined;
    throw error;
  }
}

function ofElements(rt: Runtime, element: Value, count: Count, name: string | null): Dataset {
  const span = rt.here();
  const samples: Found<number> =
    count instanceof Unknown
      ? missing(count.reason, count.span)
      : given(count, 'code', name ?? 'length of the arrays', span);
  return new Dataset({ element, count, name, samples, batch: null, dropLast: false, span });
}

/** `output_signature` of `tf.TensorSpec`s, or types and shapes apart. */
function signatureElement(rt: Runtime, args: Args): Value {
  const signature = args.value('output_signature');
  if (signature !== null) {
    return mapLeaves(rt, signature, (leaf) => (leaf instanceof TensorSpec ? leaf.tensor : leaf));
  }
  const shapes = args.value('output_shapes');
  if (shapes === null) return rt.unknown('the shape of what a generator gives');
  const types = leavesOf(args.value('output_types'));
  const items =
    shapes instanceof PyTuple && shapes.items.every((item) => isSequence(item)) ? shapes.items : [shapes];
  const tensors = items.map((shape, i) => openTensor(rt, shape, types[i] ?? null));
  return tensors.length === 1 ? (tensors[0] ?? null) : new PyTuple(tensors);
}

function openTensor(rt: Runtime, shape: Value, dtype: Value): Value {
  const sizes = sizesOf(rt, shape);
  const known = sizes.filter((size) => size !== null);
  if (known.length < sizes.length) return rt.unknown('the shape of an element is left open');
  return new Tensor(known, dtypeOf(dtype) ?? 'float32');
}

export const TENSOR_SPEC = native("TensorSpec(shape=None, dtype='float32', name=None)", (rt, args) => {
  const tensor = openTensor(rt, args.value('shape'), args.value('dtype'));
  return tensor instanceof Tensor ? new TensorSpec(rt, tensor) : tensor;
});

export const STATIC_METHODS: readonly NativeFunction[] = [
  native('from_tensor_slices(tensors, name=None)', (rt, args) => slices(rt, args.value('tensors'))),
  native('from_tensors(tensors, name=None)', (rt, args) =>
    ofElements(
      rt,
      mapLeaves(rt, args.value('tensors'), (leaf) =>
        leaf instanceof Unknown ? leaf : (toTensor(rt, leaf) ?? leaf),
      ),
      1,
      null,
    ),
  ),
  native(
    'from_generator(generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None)',
    (rt, args) =>
      ofElements(rt, signatureElement(rt, args), rt.unknown('how many elements a generator gives'), null),
  ),
  native('range(*args, **kwargs)', (rt, args) => {
    const numbers = args.rest.map((value) => asInteger(settled(value)) ?? 0);
    const [start, stop, step] =
      numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
    return ofElements(rt, new Tensor([], 'int64'), Math.max(Math.ceil((stop - start) / step), 0), null);
  }),
  native('list_files(file_pattern, shuffle=None, seed=None, name=None)', (rt) =>
    ofElements(rt, new Tensor([], 'string'), rt.unknown('how many files match a pattern'), null),
  ),
  native('zip(*args, **kwargs)', (rt, args) => {
    const [first] = args.rest;
    const parts =
      args.rest.length === 1 && first !== undefined && isSequence(first) ? first.items : args.rest;
    return zipped(rt, parts);
  }),
  native('sample_from_datasets(datasets, weights=None, **kwargs)', (rt, args) => {
    const lost = rt.unknown('how many elements are drawn');
    const [first] = args.elements('datasets');
    return first instanceof Dataset
      ? first.with({ count: lost, samples: missing(lost.reason, lost.span) })
      : lost;
  }),
  native('load(path, *args, **kwargs)', (rt) => rt.unknown('a data set that is read from a file')),
];

/** A `TFRecordDataset`, a `TextLineDataset`: records of files that nobody has counted. */
export function recordsOf(rt: Runtime, what: string): Dataset {
  return ofElements(rt, new Tensor([], 'string'), rt.unknown(`how many ${what} the files have`), null);
}

// --- directories -----------------------------------------------------------------------------------

const CHANNELS: Readonly<Record<string, number>> = { rgb: 3, rgba: 4, grayscale: 1 };

interface DirectoryElement {
  readonly input: Tensor;
  /** `int`, `binary`, `categorical`, `sparse`, `input` or None. */
  readonly labels: string | null;
}

/** Labels of one batch: their number of classes is that of the folders. */
function withLabels(rt: Runtime, { input, labels }: DirectoryElement, batch: readonly number[]): Value {
  if (labels === null) return input;
  const classes = rt.unknown('how many classes a directory has');
  switch (labels) {
    case 'categorical':
      return new PyTuple([input, classes]);
    case 'binary':
      return new PyTuple([input, new Tensor([...batch, 1], 'float32')]);
    case 'input':
      return new PyTuple([input, input]);
    default:
      return new PyTuple([input, new Tensor(batch, 'int32')]);
  }
}

/** Elements from the files of a directory, which are not counted. */
function fromDirectory(
  rt: Runtime,
  directory: Value,
  batch: number | null,
  sample: readonly number[],
  dtype: Tensor['dtype'],
  labels: string | null,
): Dataset {
  const where = typeof directory === 'string' ? `'${directory}'` : 'a directory';
  const lost = rt.unknown(`how many files ${where} has`);
  const leading = batch === null ? [] : [batch];
  const input = new Tensor([...leading, ...sample], dtype);
  const names = rt.unknown(`the folders of ${where}`);
  return new Dataset({
    element: withLabels(rt, { input, labels }, leading),
    count: lost,
    name: typeof directory === 'string' ? directory : null,
    samples: missing(lost.reason, lost.span),
    batch: batch === null ? null : given(batch, 'code', 'batch_size of the directory', rt.here()),
    dropLast: false,
    span: rt.here(),
    extra: new Map<string, Value>([
      ['class_names', names],
      ['file_paths', lost],
      ['class_indices', names],
      ['classes', names],
      ['num_classes', rt.unknown(`how many folders ${where} has`)],
      ['filenames', lost],
      ['batch_size', batch],
      ['image_shape', new PyTuple(sample)],
    ]),
  });
}

function imageSample(rt: Runtime, args: Args, sizeName: string): readonly number[] {
  const [height, width] = sizesOf(rt, args.value(sizeName));
  return [height ?? 256, width ?? 256, CHANNELS[args.stringOrNone('color_mode') ?? 'rgb'] ?? 3];
}

export const IMAGE_DIRECTORY = native(
  "image_dataset_from_directory(directory, labels='inferred', label_mode='int', class_names=None, color_mode='rgb', " +
    'batch_size=32, image_size=(256, 256), shuffle=True, seed=None, validation_split=None, subset=None, ' +
    "interpolation='bilinear', follow_links=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, " +
    'data_format=None, verbose=True, format=None)',
  (rt, args) => {
    const labels = args.known('labels') === null ? null : args.stringOrNone('label_mode');
    const sample = imageSample(rt, args, 'image_size');
    const make = (): Dataset =>
      fromDirectory(rt, args.value('directory'), args.intOrNone('batch_size'), sample, 'float32', labels);
    return args.value('subset') === 'both' ? new PyTuple([make(), make()]) : make();
  },
);

export const TEXT_DIRECTORY = native(
  "text_dataset_from_directory(directory, labels='inferred', label_mode='int', class_names=None, batch_size=32, " +
    'max_length=None, shuffle=True, seed=None, validation_split=None, subset=None, follow_links=False, verbose=True, format=None)',
  (rt, args) => {
    const labels = args.known('labels') === null ? null : args.stringOrNone('label_mode');
    const make = (): Dataset =>
      fromDirectory(rt, args.value('directory'), args.intOrNone('batch_size'), [], 'string', labels);
    return args.value('subset') === 'both' ? new PyTuple([make(), make()]) : make();
  },
);

/** Windows over a series: as many as fit, every `sequence_stride`. */
export const TIMESERIES = native(
  'timeseries_dataset_from_array(data, targets, sequence_length, sequence_stride=1, sampling_rate=1, batch_size=128, ' +
    'shuffle=False, seed=None, start_index=None, end_index=None, **kwargs)',
  (rt, args) => {
    const data = toTensor(rt, args.value('data'));
    if (data === undefined) return rt.unknown('a series of unknown length');
    const targets = args.value('targets') === null ? null : toTensor(rt, args.known('targets'));
    const length = args.int('sequence_length');
    const from = args.intOrNone('start_index') ?? 0;
    const to = args.intOrNone('end_index') ?? data.shape[0] ?? 0;
    const windows = to - from - (length - 1) * args.int('sampling_rate');
    const most = targets?.shape[0] === undefined ? windows : Math.min(windows, targets.shape[0]);
    const count = Math.max(Math.ceil(most / args.int('sequence_stride')), 0);
    const input = new Tensor([length, ...data.shape.slice(1)], 'float32');
    const element =
      targets === null || targets === undefined
        ? input
        : new PyTuple([input, new Tensor(targets.shape.slice(1), targets.dtype)]);
    const dataset = ofElements(rt, element, count, originOf(args.value('data')));
    const batch = args.value('batch_size');
    return batch === null ? dataset : rt.callMethod(dataset, 'batch', [batch]);
  },
);

// --- ImageDataGenerator -----------------------------------------------------------------------------

export const FLOW = native(
  'flow(self, x, y=None, batch_size=32, shuffle=True, sample_weight=None, seed=None, subset=None, **kwargs)',
  (rt, args) => {
    const x = args.value('x');
    const y = args.value('y');
    const split = asNumber(settled(rt.findAttribute(args.value('self'), 'validation_split') ?? 0)) ?? 0;
    const all = slices(rt, y === null ? x : new PyTuple([x, y]));
    const { count } = all.init;
    const subset = args.value('subset');
    const part =
      subset === null || count instanceof Unknown
        ? all
        : all.with(
            partOf(
              rt,
              count,
              subset === 'validation' ? Math.floor(count * split) : count - Math.floor(count * split),
            ),
          );
    return rt.callMethod(part, 'batch', [args.value('batch_size')]);
  },
);

function partOf(rt: Runtime, total: number, count: number): { count: number; samples: Found<number> } {
  return { count, samples: given(count, 'code', `part of ${total} by validation_split`, rt.here()) };
}

export const FLOW_FROM_DIRECTORY = native(
  "flow_from_directory(self, directory, target_size=(256, 256), color_mode='rgb', classes=None, class_mode='categorical', " +
    'batch_size=32, shuffle=True, seed=None, save_to_dir=None, subset=None, **kwargs)',
  (rt, args) =>
    fromDirectory(
      rt,
      args.value('directory'),
      args.intOrNone('batch_size'),
      imageSample(rt, args, 'target_size'),
      'float32',
      args.stringOrNone('class_mode'),
    ),
);

export const FLOW_FROM_DATAFRAME = native(
  "flow_from_dataframe(self, dataframe, directory=None, x_col='filename', y_col='class', weight_col=None, " +
    "target_size=(256, 256), color_mode='rgb', classes=None, class_mode='categorical', batch_size=32, **kwargs)",
  (rt, args) =>
    fromDirectory(
      rt,
      args.value('directory'),
      args.intOrNone('batch_size'),
      imageSample(rt, args, 'target_size'),
      'float32',
      args.stringOrNone('class_mode'),
    ),
);
