/** Where pipelines begin: arrays, generators, directories. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, isSequence, native, settled, type Args } from '../../python/runtime/native.ts';
import { pathText } from '../../python/builtins/files.ts';
import { pathsMatching } from '../../python/builtins/folders.ts';
import { knownOr } from '../../python/builtins/natives.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { dictItems, dictOf } from '../../python/builtins/hash.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { dtypeOf } from '../../tensor/ndarray/dtypes.ts';
import type { DType } from '../../tensor/dtype.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { openArrayOf } from '../../tensor/ndarray/openArray.ts';
import type { Shape } from '../../tensor/shape.ts';
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
export function slices(rt: Runtime, tensors: Value): Dataset {
  const counts: Count[] = [];
  const tensorsOf = (leaf: Value): Value => {
    const open = openArrayOf(rt, leaf);
    if (open !== null) {
      counts.push(open.rows);
      return elementOf(open.row, open.dtype);
    }
    const tensor = leaf instanceof Unknown ? undefined : tensorOf(rt, leaf);
    if (tensor === undefined && leaf instanceof PyList && leaf.taint === null) {
      // How many there are is known, what they are is not.
      counts.push(leaf.items.length);
      const [first = null] = leaf.items;
      return typeof first === 'string' ? new Tensor([], 'string') : rt.unknown('an element of a list');
    }
    if (tensor === undefined) {
      const taint = leaf instanceof PyList ? leaf.taint : null;
      const lost =
        leaf instanceof Unknown ? leaf : (taint ?? rt.unknown(`data of the type ${rt.typeName(leaf)}`));
      counts.push(lost);
      return lost;
    }
    const [size] = tensor.shape;
    counts.push(size ?? 1);
    return elementOf(tensor.shape.slice(1), tensor.dtype);
  };
  const element = mapComponents(rt, tensors, tensorsOf);
  const count = counts.find((one) => typeof one === 'number') ?? counts[0] ?? rt.unknown('an empty data set');
  return ofElements(rt, element, count, originOf(tensors));
}

function elementOf(shape: Shape, dtype: DType): Tensor {
  return new Tensor(shape, dtype === 'float64' ? 'float32' : dtype);
}

/** A list is one array; a tuple or a dictionary is a structure of several. */
function mapComponents(rt: Runtime, value: Value, change: (component: Value) => Value): Value {
  if (value instanceof PyTuple) {
    return new PyTuple(value.items.map((item) => mapComponents(rt, item, change)));
  }
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
  if (component instanceof PyList && component.items.some((item) => typeof item === 'string')) {
    return undefined;
  }
  try {
    return toTensor(rt, component);
  } catch (error) {
    if (error instanceof UnknownInput) return undefined;
    throw error;
  }
}

export function ofElements(rt: Runtime, element: Value, count: Count, name: string | null): Dataset {
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

/** Files in the workspace that match a pattern, or one of several. */
function filesMatching(rt: Runtime, patterns: Value): Count {
  if (patterns instanceof Unknown) return patterns;
  if (patterns instanceof PyList) {
    let total: Count = 0;
    for (const one of patterns.items) total = onBoth(total, filesMatching(rt, one));
    return total;
  }
  const found = pathsMatching(rt, knownOr(pathText(rt, patterns)), true);
  return found instanceof Unknown ? found : found.length;
}

function onBoth(a: Count, b: Count): Count {
  if (a instanceof Unknown) return a;
  return b instanceof Unknown ? b : a + b;
}

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
  native('list_files(file_pattern, shuffle=None, seed=None, name=None)', (rt, args) =>
    ofElements(rt, new Tensor([], 'string'), filesMatching(rt, args.value('file_pattern')), null),
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

/** Windows over a series: as many as fit, every `sequence_stride`. */
export const TIMESERIES = native(
  'timeseries_dataset_from_array(data, targets, sequence_length, sequence_stride=1, sampling_rate=1, batch_size=128, ' +
    'shuffle=False, seed=None, start_index=None, end_index=None, **kwargs)',
  (rt, args) => {
    const data = seriesOf(rt, args.value('data'));
    const windows = data instanceof Tensor ? windowsOf(rt, args, data) : { element: data, count: data };
    const dataset = ofElements(rt, windows.element, windows.count, originOf(args.value('data')));
    const batch = args.value('batch_size');
    return batch === null ? dataset : rt.callMethod(dataset, 'batch', [batch]);
  },
);

/** The tensor that something is, or why it is not known. */
function seriesOf(rt: Runtime, value: Value): Tensor | Unknown {
  if (value instanceof Unknown) return value;
  try {
    return toTensor(rt, value) ?? rt.unknown('a series of unknown length');
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

function windowsOf(
  rt: Runtime,
  args: Args,
  data: Tensor,
): { readonly element: Value; readonly count: Count } {
  const targets = args.value('targets') === null ? null : seriesOf(rt, args.value('targets'));
  const length = args.int('sequence_length');
  const from = args.intOrNone('start_index') ?? 0;
  const to = args.intOrNone('end_index') ?? data.shape[0] ?? 0;
  const windows = to - from - (length - 1) * args.int('sampling_rate');
  const most = targets instanceof Tensor ? Math.min(windows, targets.shape[0] ?? windows) : windows;
  const count = Math.max(Math.ceil(most / args.int('sequence_stride')), 0);
  const input = new Tensor([length, ...data.shape.slice(1)], 'float32');
  if (targets === null) return { element: input, count };
  return targets instanceof Unknown
    ? { element: new PyTuple([input, targets]), count: targets }
    : { element: new PyTuple([input, new Tensor(targets.shape.slice(1), targets.dtype)]), count };
}
