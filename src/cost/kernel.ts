/** An operation as the device runs it: arithmetic, traffic, and how often. */
import type { GraphOp, LayerGraph } from '../model/layerGraph.ts';
import type { LayerKind } from '../units/layerKind.ts';
import { bytes, macs } from '../units/quantity.ts';
import type { Bytes, Macs } from '../units/quantity.ts';

/** One launch; `count` of them happen in a pass. */
export interface Kernel {
  /** Index of the layer in the graph that it belongs to; null: of none (the optimiser's update). */
  readonly layer: number | null;
  readonly kind: LayerKind;
  readonly macs: Macs;
  readonly elementwise: number;
  readonly transcendental: number;
  /** Parameters read: the same however large the batch is. */
  readonly weightBytes: Bytes;
  readonly activationBytes: Bytes;
  readonly count: number;
}

/** Bytes of floating-point elements by dtype; other dtypes keep their width in any precision. */
const FLOATING_BYTES: Readonly<Record<string, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
};

/** The kernels of a forward pass. Views launch nothing. */
export function forwardKernels(graph: LayerGraph, elementBytes: number | null): Kernel[] {
  return graph.layers.flatMap((layer, index) =>
    layer.ops.flatMap((op) => {
      const kernel = forwardKernel(op, index, elementBytes);
      return kernel === null ? [] : [kernel];
    }),
  );
}

/** @param elementBytes width of a floating-point element in the precision in force; null: as traced */
export function forwardKernel(
  { event, count }: GraphOp,
  layer: number,
  elementBytes: number | null,
): Kernel | null {
  const { work, kind, weights, outputs, isView } = event;
  if (isView) return null;
  const traced = FLOATING_BYTES[outputs[0]?.dtype ?? ''];
  const scale = elementBytes === null || traced === undefined ? 1 : elementBytes / traced;
  // Of an embedding only the rows that are looked up move, and they are as many as the batch asks for.
  const held =
    kind === 'embedding'
      ? 0
      : weights.reduce((sum, { elements, dtype }) => sum + elements * (FLOATING_BYTES[dtype] ?? 4), 0);
  const weightBytes = Math.min(held, work.bytesRead);
  return {
    layer,
    kind,
    macs: work.macs,
    elementwise: work.elementwise,
    transcendental: work.transcendental,
    weightBytes: bytes(weightBytes * scale),
    activationBytes: bytes((work.bytesRead + work.bytesWritten - weightBytes) * scale),
    count,
  };
}

/** The same pass at another batch: arithmetic and activations grow with it, parameters do not. */
export function atBatch(kernels: readonly Kernel[], ratio: number): readonly Kernel[] {
  return ratio === 1
    ? kernels
    : kernels.map((kernel) => ({
        ...kernel,
        macs: macs(kernel.macs * ratio),
        elementwise: kernel.elementwise * ratio,
        transcendental: kernel.transcendental * ratio,
        activationBytes: bytes(kernel.activationBytes * ratio),
      }));
}

/** The same work with equal launches counted together, for totals: deep networks repeat a few kernels many times. */
export function merged(kernels: readonly Kernel[]): readonly Kernel[] {
  const byWork = new Map<string, Kernel>();
  for (const kernel of kernels) {
    const { kind, macs, elementwise, transcendental, weightBytes, activationBytes } = kernel;
    const key = [kind, macs, elementwise, transcendental, weightBytes, activationBytes].join();
    const same = byWork.get(key);
    byWork.set(key, {
      ...kernel,
      layer: null,
      count: kernel.count + (same?.count ?? 0),
    });
  }
  return [...byWork.values()];
}
