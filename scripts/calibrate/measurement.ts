/** One measured figure and what the model needs to predict it. */
import type { Coefficients } from '../../src/catalog/efficiency.ts';
import type { Kernel } from '../../src/cost/kernel.ts';
import { passCost } from '../../src/cost/passCost.ts';
import type { Platform } from '../../src/cost/platform.ts';
import { watts, type Joules, type Seconds } from '../../src/units/quantity.ts';

export interface Measurement {
  /** Of which set, and of what in it. */
  readonly set: string;
  readonly id: string;
  /** What a split must not tear apart: the architecture family, or the configuration. */
  readonly group: string;
  readonly platform: Platform;
  /** What runs in the time that was measured: each pass issues its launches by itself. */
  readonly passes: readonly (readonly Kernel[])[];
  /** Samples in one pass. */
  readonly batch: number;
  /** How often all of them run in it. */
  readonly repeats: number;
  /** Of all repeats together. */
  readonly time: Seconds | null;
  /** Of the device alone, without the machine around it. */
  readonly energy: Joules | null;
  /** For the baselines: of the forward pass, and of the model. */
  readonly size: { readonly flops: number; readonly params: number };
}

/** What the product's own code says of the device alone: no set here measures all of the machine around it. */
export function predict(
  { passes, platform, repeats }: Pick<Measurement, 'passes' | 'platform' | 'repeats'>,
  coefficients: Coefficients,
): { readonly time: number; readonly energy: number; readonly waits: boolean } {
  const on = { ...platform, coefficients: alone(coefficients) };
  let time = 0;
  let energy = 0;
  let waits = false;
  for (const kernels of passes) {
    const cost = passCost(kernels, on);
    time += cost.time;
    energy += cost.energy;
    waits ||= cost.waits;
  }
  return { time: repeats * time, energy: repeats * energy, waits };
}

const NO_WATTS = { value: watts(0), low: watts(0), high: watts(0) };
const NONE = { value: 0, low: 0, high: 0 };
const ALL = { value: 1, low: 1, high: 1 };

function alone(coefficients: Coefficients): Coefficients {
  const { host, machine } = coefficients;
  return {
    ...coefficients,
    host: { ...host, cpu: NO_WATTS, memoryGB: NONE },
    machine: { rest: { ...machine.rest, ...NONE }, supply: { ...machine.supply, ...ALL } },
  };
}
