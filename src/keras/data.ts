/** What `fit`, `evaluate` and `predict` draw from: how many samples, in batches of what size and shape. */
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { UnknownInput } from '../python/runtime/signals.ts';
import { PyDict, PyIterator, PyList, PyObject, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { NdArray } from '../tensor/ndarray/array.ts';
import { OpenArray, openArrayOf } from '../tensor/ndarray/openArray.ts';
import { toArray } from '../tensor/ndarray/operators.ts';
import { dataSourceOf, type DataSource } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';
import type { Layer } from './layer.ts';
import { countOrNone, numberOrNone } from './numbers.ts';
import { leavesOf, mapLeaves } from './structure.ts';
import { KerasTensor, Tensor } from './tensor.ts';

/** Keras' own default of `batch_size` for arrays. */
const DEFAULT_BATCH = 32;

export interface FitData {
  readonly source: DataSource;
  /** Batches per pass. */
  readonly steps: number | Unknown;
  /** One batch as the model is given it; null where not even its shape is known. */
  readonly inputs: Value | null;
  readonly targets: Value;
}

export interface DataArguments {
  readonly x: Value;
  readonly y: Value;
  readonly batchSize: Value;
  /** `steps_per_epoch`, `validation_steps` or `steps`. */
  readonly steps: Value;
  /** Which part of the arrays: all, what a validation split leaves, or what it takes. */
  readonly part: { readonly split: number | Unknown; readonly kind: 'all' | 'training' | 'validation' };
}

export const ALL: DataArguments['part'] = { split: 0, kind: 'all' };

/** Finds out what is drawn from. */
export function fitData(rt: Runtime, layer: Layer | null, args: DataArguments): FitData {
  const { x } = args;
  const span = rt.here();
  if (x instanceof Unknown) return unknownData(rt, layer, args, x);
  if (x instanceof HostObject && !(x instanceof NdArray) && !(x instanceof Tensor)) {
    const source = dataSourceOf(x);
    if (source !== null) return datasetData(rt, layer, args, x, source);
  }
  if (x instanceof PyIterator) return generatorData(rt, layer, args, x);
  if (x instanceof PyObject) return sequenceData(rt, layer, args, x);
  const [arrays, targets] = [asArrays(rt, x), asArrays(rt, args.y)];
  const samples = sampleCount(arrays);
  if (samples === null) return unknownData(rt, layer, args, lostLeaf(rt, arrays));
  return arrayData(rt, { ...args, x: arrays, y: targets }, samples, span);
}

/** Tables are arrays as well, and so are lists of which it is only unknown how many elements they have. */
function asArrays(rt: Runtime, value: Value): Value {
  const isArray = value instanceof NdArray || value instanceof Tensor;
  if (isArray || value instanceof Unknown) return value;
  const open = openArrayOf(rt, value);
  if (open !== null) return open;
  if (value instanceof HostObject) return tableArray(rt, value) ?? value;
  if ((value instanceof PyList || value instanceof PyDict) && value.taint !== null) return value.taint;
  if (value instanceof PyList || value instanceof PyTuple) {
    const items = value.items.map((item) => asArrays(rt, item));
    if (items.every((item, i) => item === value.items[i])) return value;
    return value instanceof PyList ? new PyList(items) : new PyTuple(items);
  }
  return value instanceof PyDict ? mapLeaves(rt, value, (leaf) => asArrays(rt, leaf)) : value;
}

/** The array that a table is; undefined: it is no table. */
function tableArray(rt: Runtime, x: HostObject): NdArray | Unknown | undefined {
  if (!('toNdArray' in x)) return undefined;
  try {
    return toArray(rt, x);
  } catch (error) {
    if (error instanceof UnknownInput) return error.unknown;
    throw error;
  }
}

/** How many samples arrays have, or why that is not known; null: they are not all arrays. */
function sampleCount(x: Value): number | Unknown | null {
  let open: Unknown | null = null;
  for (const leaf of leavesOf(x)) {
    if (leaf instanceof NdArray || leaf instanceof Tensor) return leaf.shape[0] ?? null;
    if (leaf instanceof OpenArray) open ??= leaf.rows;
    else if (leaf instanceof Unknown || leaf instanceof HostObject) return null;
  }
  if (open !== null) return open;
  // A list of numbers or rows.
  return x instanceof PyList || x instanceof PyTuple ? x.items.length : null;
}

function lostLeaf(rt: Runtime, x: Value): Unknown {
  const lost = leavesOf(x).find((leaf) => leaf instanceof Unknown);
  return lost instanceof Unknown ? lost : rt.unknown(`data of the type ${rt.typeName(x)}`);
}

/** Arrays in memory. */
function arrayData(
  rt: Runtime,
  args: DataArguments,
  total: number | Unknown,
  span: SourceSpan | null,
): FitData {
  const samples = partOf(args, total, span);
  const batch = batchOf(rt, args.batchSize, span);
  const asked = stepsOf(rt, args);
  const perPass = batchesIn(samples, batch);
  const steps = asked ?? perPass;
  const most = samples.known ? Math.max(samples.value, 1) : total;
  const size = !batch.known ? 1 : most instanceof Unknown ? batch.value : Math.min(batch.value, most);
  const rows = (value: Value): Value => mapLeaves(rt, value, (leaf) => batched(leaf, size));
  const drawn: Found<number> =
    batch.known && typeof asked === 'number' && !(asked >= Number(perPass))
      ? given(asked * batch.value, 'code', 'steps_per_epoch times the batch', span)
      : samples;
  return {
    source: {
      name: originOf(args.x),
      samples: drawn,
      batch,
      dropLast: false,
      sampleShape: sampleShape(args.x, span),
      span,
    },
    steps,
    inputs: rows(args.x),
    targets: rows(args.y),
  };
}

/** All samples of the arrays, or what a validation split leaves or takes of them. */
function partOf({ x, part }: DataArguments, total: number | Unknown, span: SourceSpan | null): Found<number> {
  const { split, kind } = part;
  if (total instanceof Unknown) return missing(total.reason, total.span);
  const origin = originOf(x);
  const from = origin === null ? '' : `${origin}: `;
  if (kind === 'all') return given(total, 'code', `${from}length of the arrays`, span);
  if (split instanceof Unknown) return missing(split.reason, split.span);
  const cut = Math.floor(total * (1 - split));
  return kind === 'training'
    ? given(cut, 'code', `${from}length of the arrays (${total}), less validation_split=${split}`, span)
    : given(
        total - cut,
        'code',
        `${from}length of the arrays (${total}), of which validation_split=${split}`,
        span,
      );
}

function batchesIn(samples: Found<number>, batch: Found<number>): number | Unknown {
  if (!samples.known) return new Unknown(samples.reason, samples.span);
  return batch.known ? Math.ceil(samples.value / batch.value) : new Unknown(batch.reason, batch.span);
}

function batched(leaf: Value, size: number): Value {
  if (leaf instanceof OpenArray) return batched(new NdArray([size, ...leaf.row], leaf.dtype), size);
  if (!(leaf instanceof NdArray || leaf instanceof Tensor)) return leaf;
  const dtype = leaf.dtype === 'float64' ? 'float32' : leaf.dtype;
  return new Tensor([size, ...leaf.shape.slice(1)], dtype);
}

function originOf(x: Value): string | null {
  for (const leaf of leavesOf(x)) {
    if (leaf instanceof NdArray && leaf.origin !== null) return leaf.origin.name;
  }
  return null;
}

function sampleShape(x: Value, span: SourceSpan | null): DataSource['sampleShape'] {
  const [first] = leavesOf(x);
  if (first instanceof OpenArray) return given(first.row, 'code', 'shape of the rows', span);
  return first instanceof NdArray || first instanceof Tensor
    ? given(first.shape.slice(1), 'code', 'shape of the arrays', span)
    : missing('the shape of a sample is not known', span);
}

function batchOf(rt: Runtime, value: Value, span: SourceSpan | null): Found<number> {
  const size = countOrNone(rt, value, 'batch_size');
  if (size instanceof Unknown) return missing(size.reason, size.span);
  return size === null
    ? given(DEFAULT_BATCH, 'code', "Keras' default batch_size", span)
    : given(size, 'code', 'batch_size', span);
}

/** A count of batches that was asked for, of which a part is one as well; null where none was. */
function stepsOf(rt: Runtime, { steps }: DataArguments): number | Unknown | null {
  const count = numberOrNone(rt, steps, 'the number of steps');
  return typeof count === 'number' ? Math.ceil(count) : count;
}

/** A `tf.data` pipeline, a directory iterator, a data loader. */
function datasetData(
  rt: Runtime,
  layer: Layer | null,
  args: DataArguments,
  x: HostObject,
  source: DataSource,
): FitData {
  const iteration = x.iterate(rt);
  const isLoop = iteration !== undefined && 'kind' in iteration && iteration.kind === 'host-iteration';
  const element = isLoop ? iteration.element(0) : null;
  const [inputs, targets] =
    element === null || element instanceof Unknown ? [null, null] : splitElement(element);
  const asked = stepsOf(rt, args);
  const own = isLoop ? iteration.count : rt.unknown('how many batches the data has');
  return {
    source: asked === null ? source : stepwise(source, asked, rt.here()),
    steps: asked ?? own,
    inputs: wholly(inputs) ?? declaredBatch(layer, source.batch) ?? inputs,
    targets: targets ?? null,
  };
}

/** As many samples as the steps draw; all of them where these are the batches that there are. */
function stepwise(source: DataSource, steps: number | Unknown, span: SourceSpan | null): DataSource {
  const { batch } = source;
  const all = batchesIn(source.samples, batch);
  if (steps === all && !source.dropLast) return source;
  const samples: Found<number> =
    steps instanceof Unknown
      ? missing(steps.reason, steps.span)
      : batch.known
        ? given(steps * batch.value, 'code', 'steps per epoch times the batch', span)
        : batch;
  return { ...source, samples };
}

/** `(x, y)` and `(x, y, weights)`; anything else is the input itself. */
function splitElement(element: Value): readonly [Value, Value] {
  if (element instanceof PyTuple || (element instanceof PyList && element.items.length >= 2)) {
    const [x = null, y = null] = element.items;
    return [x, y];
  }
  return [element, null];
}

function firstSize(value: Value | null): number | null {
  const [first] = value === null ? [] : leavesOf(value);
  return first instanceof Tensor || first instanceof NdArray ? (first.shape[0] ?? null) : null;
}

/** Batches that the program makes itself: a generator. */
function generatorData(rt: Runtime, layer: Layer | null, args: DataArguments, x: PyIterator): FitData {
  const element = x.next() ?? rt.unknown('the generator gives nothing');
  return batchwise(
    rt,
    layer,
    args,
    element,
    stepsOf(rt, args) ?? rt.unknown('how many batches the generator gives'),
  );
}

/** `keras.utils.PyDataset` and `Sequence`: `len(x)` batches `x[i]`. */
function sequenceData(rt: Runtime, layer: Layer | null, args: DataArguments, x: PyObject): FitData {
  if (rt.findAttribute(x, '__getitem__') === undefined) {
    return unknownData(rt, layer, args, rt.unknown(`data of the type ${rt.typeName(x)}`));
  }
  const asked = stepsOf(rt, args);
  const length =
    rt.findAttribute(x, '__len__') === undefined ? rt.unknown('how many batches it has') : rt.length(x);
  const first = rt.getItem(x, 0);
  const data = batchwise(rt, layer, args, first, asked ?? length);
  const last =
    asked === null && typeof length === 'number' && length > 1 ? sizeOfBatch(rt, x, length - 1) : null;
  const size = sizeOfBatch(rt, x, 0);
  if (last === null || size === null || last >= size || typeof length !== 'number') return data;
  const samples = given((length - 1) * size + last, 'code', 'samples in all batches', rt.here());
  return { ...data, source: { ...data.source, samples } };
}

/** The last batch may be smaller. */
function sizeOfBatch(rt: Runtime, x: Value, index: number): number | null {
  const element = rt.getItem(x, index);
  return element instanceof Unknown ? null : firstSize(splitElement(element)[0]);
}

function batchwise(
  rt: Runtime,
  layer: Layer | null,
  args: DataArguments,
  element: Value,
  steps: number | Unknown,
): FitData {
  const span = rt.here();
  const [inputs, targets] = element instanceof Unknown ? [null, null] : splitElement(element);
  const size = firstSize(inputs);
  const batch: Found<number> =
    size !== null
      ? given(size, 'code', 'first axis of a batch', span)
      : args.batchSize === null
        ? missing(element instanceof Unknown ? element.reason : 'the size of a batch is not known', span)
        : batchOf(rt, args.batchSize, span);
  const source = stepwise(
    {
      name: null,
      samples: missing('the data is made batch by batch', span),
      batch,
      dropLast: false,
      sampleShape: missing('the data is made batch by batch', span),
      span,
    },
    steps,
    span,
  );
  const asTensors = (value: Value): Value =>
    mapLeaves(rt, value, (leaf) => (leaf instanceof NdArray ? new Tensor(leaf.shape, leaf.dtype) : leaf));
  const tensors = inputs === null ? null : asTensors(inputs);
  return {
    source,
    steps,
    inputs: wholly(tensors) ?? declaredBatch(layer, batch) ?? tensors,
    targets: targets === null ? null : asTensors(targets),
  };
}

/** Nothing is known of the data: the model's own input still tells what one step computes. */
function unknownData(rt: Runtime, layer: Layer | null, args: DataArguments, reason: Unknown): FitData {
  const span = rt.here();
  // What is not known may come in batches of its own, whatever is asked for; but nothing that does has targets beside.
  const { x, y } = args;
  const isArray = x instanceof NdArray || x instanceof Tensor;
  const isOpen = y === null && (x instanceof Unknown || (x instanceof HostObject && !isArray));
  const batch: Found<number> = isOpen
    ? missing(reason.reason, reason.span)
    : batchOf(rt, args.batchSize, span);
  const samples: Found<number> = missing(reason.reason, reason.span);
  const source: DataSource = {
    name: null,
    samples,
    batch,
    dropLast: false,
    sampleShape: missing(reason.reason, reason.span),
    span,
  };
  const asked = stepsOf(rt, args);
  return {
    source: asked === null ? source : stepwise(source, asked, span),
    steps: asked ?? reason,
    inputs: declaredBatch(layer, batch),
    targets: null,
  };
}

/** What a batch holds; null where a part of it is not known: the model's own input says more. */
function wholly(inputs: Value): Value {
  return leavesOf(inputs).some((leaf) => leaf instanceof Unknown) ? null : inputs;
}

/** A batch of what the model says it takes; null if it does not say, or leaves more open than the batch. */
function declaredBatch(layer: Layer | null, batch: Found<number>): Value | null {
  const inputs = layer?.model?.graph?.inputs ?? [];
  const size = batch.known ? batch.value : 1;
  const tensors = inputs.flatMap((input) => {
    if (!(input instanceof KerasTensor)) return [];
    const [, ...rest] = input.shape;
    const sizes = rest.filter((extent) => extent !== null);
    return sizes.length === rest.length ? [new Tensor([size, ...sizes], input.dtype)] : [];
  });
  if (tensors.length === 0 || tensors.length < inputs.length) return null;
  return tensors.length === 1 ? (tensors[0] ?? null) : new PyList(tensors);
}
