/** Weights in a format of their own, and launches in numbers of their own. */
import type { Numbers, Precision } from '../catalog/device.ts';
import type { GraphOp } from '../model/layerGraph.ts';

type OpEvent = GraphOp['event'];
type WeightUse = OpEvent['weights'][number];

/** Bytes of floating-point elements by dtype; other dtypes keep their width in any precision. */
export const FLOATING_BYTES: Readonly<Record<string, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
};

/** Single precision is as the framework computes it on the device. */
const NUMBERS: Readonly<Record<string, Precision>> = {
  float64: 'fp64',
  float16: 'fp16',
  bfloat16: 'bf16',
};

/** Bytes of a parameter as an operation's tensors have it. */
export function denseBytes({ elements, dtype }: WeightUse): number {
  return elements * (FLOATING_BYTES[dtype] ?? 4);
}

/** Bytes that packed formats save of the weights of an operation, at elements scaled to the precision in force. */
export function packingSaves(weights: readonly WeightUse[], scale: number): number {
  return weights.reduce(
    (sum, weight) =>
      weight.packed === undefined || weight.packed.bytes === null
        ? sum
        : sum + denseBytes(weight) * scale - weight.elements * weight.packed.bytes,
    0,
  );
}

/**
 * The numbers that an operation multiplies in where those are its own: what its packed weights are for, else what its
 * tensors have, unless a precision was asked for. Gradients are computed with the weights unpacked.
 */
export function numbersOf(
  { weights, outputs, work, published }: OpEvent,
  elementBytes: number | null,
  pass: 'forward' | 'backward',
): Numbers | undefined {
  if (work.macs === 0) return undefined;
  const packed = weights.find((weight) => weight.packed?.products !== undefined)?.packed?.products;
  if (packed !== undefined && !(pass === 'backward' && packed === 'int8')) return packed;
  if (elementBytes !== null) return undefined;
  const dtype = published === undefined ? outputs[0]?.dtype : weights[0]?.dtype;
  return NUMBERS[dtype ?? ''];
}
