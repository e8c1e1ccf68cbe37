/** Trainings of models that no single device holds. */
import { DEFAULTS } from '../catalog/defaults.ts';
import type { Device } from '../catalog/device.ts';
import { SHARP, type Band } from '../cost/band.ts';
import type { TrainingStep } from '../cost/trainingCost.ts';
import { significant } from '../units/format.ts';
import type { Assumption } from './schema.ts';

type Held = Pick<TrainingStep, 'trainedParams' | 'statePerParameter' | 'widths'>;

const GIB = 2 ** 30;

/**
 * Devices over which a replica is spread at least: weights, gradients and state of what is trained. Activations and frozen
 * weights are not counted. 1 where the memory of the device is not known.
 */
export function leastShards(step: Held, { memory }: Device): number {
  return memory === undefined ? 1 : Math.max(1, Math.ceil(heldBytes(step) / memory));
}

function heldBytes({ trainedParams, statePerParameter, widths }: Held): number {
  const { parameter, state } = widths ?? {
    parameter: DEFAULTS.stateBytes.value,
    state: DEFAULTS.stateBytes.value,
  };
  return trainedParams * (2 * parameter + statePerParameter * state);
}

/** What shards exchange and what is computed again is in no launch: published trainings took longer, none less. */
export function shardingBand(step: Held, device: Device): Band {
  return leastShards(step, device) === 1 ? SHARP : { down: 1, up: DEFAULTS.sharded.value };
}

export function shardingAssumptions(step: Held, device: Device): Assumption[] {
  const shards = leastShards(step, device);
  if (shards === 1) return [];
  const gibibytes = (bytes: number): string => `${significant(bytes / GIB)} GiB`;
  return [
    {
      name: 'shards',
      value: shards,
      unit: 'devices',
      source:
        `weights, gradients and state take ${gibibytes(heldBytes(step))}, ${device.name} has ${gibibytes(device.memory ?? 0)}: ` +
        `an ideal program is computed, up to ${DEFAULTS.sharded.value} times that is in the band (${DEFAULTS.sharded.source})`,
    },
  ];
}
