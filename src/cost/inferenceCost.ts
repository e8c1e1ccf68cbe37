/** The cost of running a model forward, per sample, layer by layer. */
import type { LayerGraph } from '../model/layerGraph.ts';
import { joules, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { forwardKernels, type Kernel } from './kernel.ts';
import { boundOf, passCost, reachedEfficiency, type Bound, type KernelCost } from './passCost.ts';
import { penaltyVersusDense } from './penalty.ts';
import type { Platform } from './platform.ts';

export interface LayerCost {
  /** IT energy per sample. */
  readonly energy: Joules;
  readonly time: Seconds;
  /** Share of the matrix units' peak; null without multiply-accumulates. */
  readonly efficiency: number | null;
  readonly boundBy: Bound;
  /** Null without multiply-accumulates. */
  readonly penalty: number | null;
}

export interface InferenceCost {
  /** In the order of the graph's layers. */
  readonly layers: readonly LayerCost[];
  /** IT energy per sample: the sum over the layers. */
  readonly energy: Joules;
  readonly time: Seconds;
}

/** @param batch samples in the pass that the graph is of */
export function inferenceCost(graph: LayerGraph, batch: number, platform: Platform): InferenceCost {
  const { kernels } = passCost(forwardKernels(graph, platform.arithmetic.elementBytes), platform);
  const byLayer = graph.layers.map((): KernelCost[] => []);
  for (const cost of kernels) if (cost.kernel.layer !== null) byLayer[cost.kernel.layer]?.push(cost);
  const layers = byLayer.map((costs): LayerCost => {
    const total = (of: (cost: KernelCost) => number): number =>
      costs.reduce((sum, cost) => sum + of(cost), 0) / batch;
    return {
      energy: joules(total(({ energy }) => energy)),
      time: seconds(total(({ time }) => time)),
      efficiency: reachedEfficiency(costs, platform),
      boundBy: boundOf(costs),
      penalty: penaltyVersusDense(costs, platform),
    };
  });
  return {
    layers,
    energy: joules(layers.reduce((sum, { energy }) => sum + energy, 0)),
    time: seconds(layers.reduce((sum, { time }) => sum + time, 0)),
  };
}

/** Per sample, without the layers: what the same pass takes on other machines. */
export function inferenceTotal(
  kernels: readonly Kernel[],
  batch: number,
  platform: Platform,
): { readonly energy: Joules; readonly time: Seconds; readonly waits: boolean } {
  const { energy, time, waits } = passCost(kernels, platform);
  return { energy: joules(energy / batch), time: seconds(time / batch), waits };
}
