/** Strubell's way to an energy: the hours that a training took, and the power that was drawn meanwhile. */
import { energyOf, watts } from '../units/quantity.ts';
import type { Joules, Seconds, Watts } from '../units/quantity.ts';

/** Mean powers while it ran. */
export interface DrawnPower {
  /** Of all processors. */
  readonly cpu: Watts;
  /** Of all main memory. */
  readonly dram: Watts;
  /** Of one accelerator. */
  readonly gpu: Watts;
  /** Accelerators in use. */
  readonly gpus: number;
}

/**
 * IT energy of a run: t · (p_c + p_r + g · p_g). Strubell et al. 2019 and 2020, equation 1, without its PUE, which is
 * applied where every stage's is.
 */
export function timeBasedEnergy(time: Seconds, { cpu, dram, gpu, gpus }: DrawnPower): Joules {
  return energyOf(watts(cpu + dram + gpus * gpu), time);
}
