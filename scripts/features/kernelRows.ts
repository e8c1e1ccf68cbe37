/** Launches of a pass as rows of numbers: what the calibration knows of a model. Facts, no source. */
import { differentiated } from '../../src/cost/backward.ts';
import { forwardKernel, type Kernel } from '../../src/cost/kernel.ts';
import type { LayerGraph } from '../../src/model/layerGraph.ts';
import { LAYER_KINDS } from '../../src/units/layerKind.ts';
import { bytes, macs } from '../../src/units/quantity.ts';

/** What each number of a row is; bytes are those of single precision. */
export const COLUMNS = [
  'kind',
  'macs',
  'elementwise',
  'transcendental',
  'weightBytes',
  'activationBytes',
  'reduction',
  'columns',
  'channels',
  'inputShare',
  'gradients',
  'keepsWidth',
  'count',
] as const;

export type KernelRow = readonly number[];

/** A forward launch with what a training adds to it. */
export interface TrainedKernel {
  /** At single precision. */
  readonly kernel: Kernel;
  readonly gradients: number;
  /** Mixed precision leaves its elements as wide as they are. */
  readonly keepsWidth: boolean;
}

/** Equal launches count together. */
export function rowsOf(graph: LayerGraph): KernelRow[] {
  const narrow = narrowBytes(graph);
  const counted = new Map<string, number>();
  for (const [i, { kernel, gradients }] of differentiated(graph, null).entries()) {
    const keepsWidth = kernel.activationBytes > 0 && narrow[i] === kernel.activationBytes;
    const row = [
      LAYER_KINDS.indexOf(kernel.kind),
      kernel.macs,
      kernel.elementwise,
      kernel.transcendental,
      kernel.weightBytes,
      kernel.activationBytes,
      round(kernel.reduction),
      round(kernel.columns),
      kernel.channels,
      round(kernel.inputShare),
      gradients,
      Number(keepsWidth),
    ].join();
    counted.set(row, (counted.get(row) ?? 0) + kernel.count);
  }
  return [...counted].map(([row, count]) => [...row.split(',').map(Number), count]);
}

function narrowBytes(graph: LayerGraph): number[] {
  return graph.layers.flatMap(({ ops }, layer) =>
    ops.flatMap((op) => forwardKernel(op, layer, 2)?.activationBytes ?? []),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

export function kernelOf(row: KernelRow): TrainedKernel {
  const [kind = 0, mac = 0, elementwise = 0, transcendental = 0, weights = 0, activations = 0] = row;
  const [reduction = 0, columns = 0, channels = 0, inputShare = 0] = row.slice(6);
  const [gradients = 0, keepsWidth = 0, count = 0] = row.slice(10);
  return {
    kernel: {
      layer: null,
      pass: 'forward',
      kind: LAYER_KINDS[kind] ?? 'other',
      macs: macs(mac),
      elementwise,
      transcendental,
      weightBytes: bytes(weights),
      activationBytes: bytes(activations),
      reduction,
      columns,
      channels,
      inputShare,
      count,
      weightSets: count,
    },
    gradients,
    keepsWidth: keepsWidth === 1,
  };
}
