/** Data parallel training: every device runs the pass over its part of the batch, then all add up their gradients. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { LAST_BUCKET } from '../catalog/interconnects.ts';
import { bytes, joules, seconds } from '../units/quantity.ts';
import type { Bytes, BytesPerSecond, Seconds } from '../units/quantity.ts';
import { passCost } from './passCost.ts';
import type { Platform } from './platform.ts';
import { waitEnergy } from './power.ts';
import type { StepKernels, TrainingStepCost } from './trainingCost.ts';

/** How the devices of a run work together. */
export interface ParallelRun {
  readonly devices: number;
  /** Gradients that an update exchanges. */
  readonly gradients: Bytes;
  /** Of the slowest link of the ring, one direction. */
  readonly bandwidth: BytesPerSecond;
  /** Throughput over that of as many single devices, where it is known; null: it follows from the exchange. */
  readonly efficiency: number | null;
}

/** A step on one of several devices; energies and times are per sample that the device sees. */
export interface ParallelStepCost extends TrainingStepCost {
  /** Throughput of all devices over that of as many single ones. */
  readonly efficiency: number;
}

/**
 * Time that a step waits for the exchange of gradients. A ring of n devices sends 2 (n − 1) / n of the gradients over
 * each link (Patarasuk and Yuan 2009), in buckets, while the backward pass goes on; what is longer than that pass is
 * waited for, and always the last bucket (Li et al. 2020).
 */
export function exposedExchange({ devices, gradients, bandwidth }: ParallelRun, backward: Seconds): Seconds {
  if (devices === 1) return seconds(0);
  const takes = (size: number): number => (2 * (devices - 1) * size) / (devices * bandwidth);
  return seconds(Math.max(takes(gradients) - backward, takes(Math.min(gradients, LAST_BUCKET))));
}

/** @param step of one device, over its part of the batch */
export function inParallel(
  cost: TrainingStepCost,
  step: StepKernels,
  platform: Platform,
  run: ParallelRun,
): ParallelStepCost {
  const samples = step.batch * step.passesPerUpdate;
  const alone = cost.time * samples;
  const waiting = seconds(
    run.efficiency === null
      ? exposedExchange(run, passCost(step.backward, platform).time)
      : alone * (1 / run.efficiency - 1),
  );
  const energy = joules(cost.energy + waitEnergy(platform, waiting) / samples);
  const ofAlone = cost.energy === 0 ? 0 : cost.energy / energy;
  const { loss, backward, update } = cost.shares;
  return {
    ...cost,
    energy,
    time: seconds(cost.time + waiting / samples),
    overhead: cost.forwardEnergy === 0 ? 1 : energy / cost.forwardEnergy,
    shares: { loss: loss * ofAlone, backward: backward * ofAlone, update: update * ofAlone },
    efficiency: alone === 0 ? 1 : alone / (alone + waiting),
  };
}

/**
 * What an update exchanges.
 * @param width bytes of one gradient, which is as wide as its parameter
 */
export function gradientsOf(trainedParams: number, width = DEFAULTS.gradientBytes.value): Bytes {
  return bytes(width * trainedParams);
}
