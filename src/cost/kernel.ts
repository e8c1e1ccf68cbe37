/** An operation as the device runs it: arithmetic, traffic, and how often. */
import type { GraphOp, LayerGraph } from '../model/layerGraph.ts';
import { isConvolution } from '../units/layerKind.ts';
import { bytes, macs } from '../units/quantity.ts';
import type { Bytes, Macs } from '../units/quantity.ts';
import { staysSingle } from './autocast.ts';
import { denseBytes, FLOATING_BYTES, numbersOf, packingSaves } from './packing.ts';
import type { Product } from './precision.ts';
import { publishedKernels } from './published.ts';
import { isSemiStructured, packedSaving } from './sparsity.ts';

type OpEvent = GraphOp['event'];

/** One launch; `count` of them happen in a pass. */
export interface Kernel extends Product {
  /** Index of the layer in the graph that it belongs to; null: of none (the optimiser's update). */
  readonly layer: number | null;
  readonly pass: 'forward' | 'backward' | 'update';
  readonly macs: Macs;
  readonly elementwise: number;
  readonly transcendental: number;
  /** Parameters read, and what an optimiser reads and writes: the same however large the batch is. */
  readonly weightBytes: Bytes;
  /** How many parameters of that size all launches together read: 1 unless launches of several layers are counted together. */
  readonly weightSets?: number;
  readonly activationBytes: Bytes;
  /** Multiply-accumulates that make one output element; 0 for what is no matrix product. */
  readonly reduction: number;
  /** Output features that share their input elements: what fills tiles of the matrix units; 0 likewise. */
  readonly columns: number;
  /** Input channels of a convolution over all of them; 0: it is none. */
  readonly channels: number;
  /** Share of its input in the activations of such a convolution; 0 likewise. */
  readonly inputShare: number;
  /** Two of every four of its weights are left out. */
  readonly isSparse?: true;
  /** It takes and gives images in plain order whatever format others work in. */
  readonly isPlainOrder?: true;
  readonly count: number;
}

/** The kernels of a forward pass. Views launch nothing. */
export function forwardKernels(graph: LayerGraph, elementBytes: number | null): Kernel[] {
  return graph.layers.flatMap((layer, index) =>
    layer.ops.flatMap((op) => {
      const published = publishedKernels(op, index, elementBytes);
      return published?.map(({ kernel }) => kernel) ?? forwardKernel(op, index, elementBytes) ?? [];
    }),
  );
}

/**
 * @param elementBytes width of a floating-point element in the precision in force; null: as traced
 * @param pass the one that it is made for: gradients may be computed in other numbers
 */
export function forwardKernel(
  { event, count }: GraphOp,
  layer: number,
  elementBytes: number | null,
  pass: 'forward' | 'backward' = 'forward',
): Kernel | null {
  const { work, kind, outputs, isView } = event;
  if (isView) return null;
  const traced = FLOATING_BYTES[outputs[0]?.dtype ?? ''];
  const scale =
    elementBytes === null || traced === undefined ? 1 : widthRatio(event.op, elementBytes, traced);
  const moved = work.bytesRead + work.bytesWritten;
  const weightBytes = isOfParameters(event) ? moved : Math.min(heldBytes(event), work.bytesRead);
  const numbers = numbersOf(event, elementBytes, pass);
  return {
    layer,
    pass: 'forward',
    kind,
    ...(numbers === undefined ? {} : { numbers }),
    macs: work.macs,
    elementwise: work.elementwise,
    transcendental: work.transcendental,
    weightBytes: bytes(Math.max(0, weightBytes * scale - savedBytes(event, scale))),
    activationBytes: bytes((moved - weightBytes) * scale),
    ...(event.weights.some(isSemiStructured) ? { isSparse: true } : {}),
    ...(event.isPlainOrder === true ? { isPlainOrder: true } : {}),
    ...tileOf(event),
    ...channelsOf(event),
    count,
  };
}

const NO_CHANNELS = { channels: 0, inputShare: 0 } as const;

/** Axes are in the order of either framework: the output tells which one its features are on. */
function channelsOf({
  kind,
  work,
  inputs,
  outputs,
  weights,
}: OpEvent): Pick<Kernel, 'channels' | 'inputShare'> {
  const [input] = inputs;
  const [output] = outputs;
  if (kind !== 'conv' || input === undefined || output === undefined || work.macs === 0) return NO_CHANNELS;
  const held = weights.reduce((most, { elements }) => Math.max(most, elements), 0);
  const reduction = work.macs / Math.max(1, sizeOf(output.shape));
  const features = held / reduction;
  const isFirst = output.shape[1] === features;
  const channels = (isFirst ? input.shape[1] : input.shape.at(-1)) ?? 0;
  const taps = reduction / channels;
  if (channels === 0 || !Number.isInteger(taps)) return NO_CHANNELS;
  const [read, written] = [sizeOf(input.shape), sizeOf(output.shape)];
  // As many digits as the calibration's tables of launches have.
  return { channels, inputShare: Number((read / (read + written)).toPrecision(6)) };
}

/**
 * What is computed of parameters alone, such as standardised weights, is as much for any batch. Its gain may have been
 * computed before: then the one thing of the size of its output is a parameter.
 */
function isOfParameters({ kind, inputs, outputs, weights, work }: OpEvent): boolean {
  if (weights.length === 0 || kind === 'embedding' || work.macs > 0) return false;
  if (inputs.length === 0) return true;
  const size = sizeOf(outputs[0]?.shape ?? []);
  return (
    weights.some(({ elements }) => elements === size) && inputs.every(({ shape }) => sizeOf(shape) < size)
  );
}

/** Mixed precision keeps some operations, and the elements they work on, in FP32. */
function widthRatio(op: string, elementBytes: number, traced: number): number {
  const isNarrowed = elementBytes < traced;
  return isNarrowed && staysSingle(op) ? 1 : elementBytes / traced;
}

/**
 * Bytes of its parameters, or of a convolution's weight that was computed from them. Of an embedding only the rows that
 * are looked up move, as many as the batch asks for.
 */
function heldBytes({ kind, inputs, weights }: OpEvent): number {
  if (kind === 'embedding') return 0;
  const computed = inputs[1];
  if (
    isConvolution(kind) &&
    computed !== undefined &&
    !weights.some(({ elements }) => elements >= sizeOf(computed.shape))
  ) {
    return sizeOf(computed.shape) * (FLOATING_BYTES[computed.dtype] ?? 4);
  }
  return weights.reduce((sum, weight) => sum + denseBytes(weight), 0);
}

/** What packed weights leave out of the traffic, at elements scaled to the precision in force. */
function savedBytes({ kind, weights }: OpEvent, scale: number): number {
  const zeros = weights
    .filter(isSemiStructured)
    .reduce(
      (sum, { elements, dtype, packed }) =>
        sum + packedSaving(elements, packed?.bytes ?? (FLOATING_BYTES[dtype] ?? 4) * scale),
      0,
    );
  // Rows that are looked up are counted with the activations.
  return zeros + (kind === 'embedding' ? 0 : packingSaves(weights, scale));
}

/**
 * Reduction and columns of the matrix product that an operation is, as [rows × reduction] · [reduction × columns]. A
 * depthwise convolution is none: each of its filters sees one channel.
 */
function tileOf({
  op,
  kind,
  work,
  weights,
  inputs,
  outputs,
}: OpEvent): Pick<Kernel, 'reduction' | 'columns'> {
  const [output] = outputs;
  // What stands for a whole model is no product of its own.
  if (work.macs === 0 || kind === 'depthwise' || op === 'published_model' || output === undefined) {
    return { reduction: 0, columns: 0 };
  }
  const reduction = work.macs / Math.max(1, sizeOf(output.shape));
  const held = weights.reduce((most, { elements }) => Math.max(most, elements), 0);
  // A convolution's weight that was computed, and is no parameter, is its second input.
  const computed = isConvolution(kind) && inputs[1] !== undefined ? sizeOf(inputs[1].shape) : 0;
  const matrix = Math.max(held, computed);
  const columns = matrix > 0 ? matrix / reduction : (output.shape.at(-1) ?? 1);
  return { reduction, columns: Math.max(1, columns) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * The same pass at another batch: arithmetic and activations grow with it; parameters, and what is computed of them
 * alone, do not.
 */
export function atBatch(kernels: readonly Kernel[], ratio: number): readonly Kernel[] {
  if (ratio === 1) return kernels;
  return kernels.map((kernel) =>
    kernel.activationBytes === 0
      ? kernel
      : {
          ...kernel,
          macs: macs(kernel.macs * ratio),
          elementwise: kernel.elementwise * ratio,
          transcendental: kernel.transcendental * ratio,
          activationBytes: bytes(kernel.activationBytes * ratio),
        },
  );
}

export function weightSetsOf({ weightSets = 1 }: Kernel): number {
  return weightSets;
}

/** The same work with equal launches counted together, for totals: deep networks repeat a few kernels many times. */
export function merged(kernels: readonly Kernel[]): readonly Kernel[] {
  const byWork = new Map<string, Kernel>();
  for (const kernel of kernels) {
    const { pass, kind, macs, elementwise, transcendental, reduction, columns, channels } = kernel;
    const work = [macs, elementwise, transcendental, kernel.weightBytes, kernel.activationBytes];
    const key = [
      pass,
      kind,
      ...work,
      reduction,
      columns,
      channels,
      kernel.inputShare,
      kernel.isSparse,
      kernel.isPlainOrder,
      kernel.numbers,
    ].join();
    const same = byWork.get(key);
    byWork.set(key, {
      ...kernel,
      layer: null,
      weightSets: weightSetsOf(kernel) + (same === undefined ? 0 : weightSetsOf(same)),
      count: kernel.count + (same?.count ?? 0),
    });
  }
  return [...byWork.values()];
}
