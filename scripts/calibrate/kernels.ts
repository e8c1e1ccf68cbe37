/** Launches of the feature tables made into those of a precision, a pass, a version of the framework. */
import type { Kernel } from '../../src/cost/kernel.ts';
import { bytes, macs } from '../../src/units/quantity.ts';
import type { TrainedKernel } from '../features/kernelRows.ts';

const SINGLE_BYTES = 4;

/** @param elementBytes of the precision in force; null: single precision, as the features are */
export function inWidth(one: TrainedKernel, elementBytes: number | null): TrainedKernel {
  if (elementBytes === null || one.keepsWidth) return one;
  const scale = elementBytes / SINGLE_BYTES;
  const { kernel } = one;
  return {
    ...one,
    kernel: {
      ...kernel,
      weightBytes: bytes(kernel.weightBytes * scale),
      activationBytes: bytes(kernel.activationBytes * scale),
    },
  };
}

export function backwardOf({ kernel, gradients }: TrainedKernel): Kernel[] {
  return gradients === 0 ? [] : [{ ...kernel, pass: 'backward', count: kernel.count * gradients }];
}

/**
 * Attention before PyTorch 2: scores as one batched product, scaled, softmax over them in FP32, and a second product.
 * The fused launch has 2 · S multiply-accumulates for each output element and the width of a head as its columns.
 */
export function withoutFusedAttention(one: TrainedKernel): TrainedKernel[] {
  const { kernel, gradients } = one;
  if (kernel.kind !== 'attention') return [one];
  const { columns: width, reduction } = kernel;
  const keys = reduction / 2;
  const scores = kernel.macs / (2 * width);
  const operand = kernel.activationBytes / 4;
  const scoreBytes = SINGLE_BYTES * scores;
  const product = (inner: number, columns: number): TrainedKernel => ({
    ...one,
    kernel: {
      ...kernel,
      kind: 'matmul',
      macs: macs(kernel.macs / 2),
      elementwise: 0,
      transcendental: 0,
      activationBytes: bytes(2 * operand + scoreBytes),
      reduction: inner,
      columns,
    },
  });
  const pass = (kind: 'elementwise' | 'softmax'): TrainedKernel => ({
    gradients: Math.min(1, gradients),
    keepsWidth: kind === 'softmax',
    kernel: {
      ...kernel,
      kind,
      macs: macs(0),
      elementwise: scores,
      transcendental: kind === 'softmax' ? scores : 0,
      activationBytes: bytes(2 * scoreBytes),
      reduction: 0,
      columns: 0,
      channels: 0,
      inputShare: 0,
    },
  });
  return [product(width, keys), pass('elementwise'), pass('softmax'), product(keys, width)];
}
