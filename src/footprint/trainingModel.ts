/** By which formula a training is reckoned, and on how many devices: as said, else computed, on one. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { ringLink } from '../catalog/interconnects.ts';
import type { OverheadModel, Overrides } from '../config/configuration.ts';
import { known, unknown, type Amount } from '../cost/amount.ts';
import { combineBands, SHARP, spanning, withBand, type Band } from '../cost/band.ts';
import { gradientsOf, type ParallelRun } from '../cost/parallel.ts';
import { hostPower } from '../cost/platform.ts';
import { timeBasedEnergy } from '../cost/timeBased.ts';
import { given, missing, type Found, type Given } from '../units/found.ts';
import { joules, seconds, watts } from '../units/quantity.ts';
import type { Joules, Seconds, Watts } from '../units/quantity.ts';
import type { Assumption } from './schema.ts';
import type { Stage } from './stage.ts';
import type { Plan } from './trainingPlan.ts';

export interface TrainingModel {
  readonly overhead: Given<OverheadModel>;
  readonly devices: Given<number>;
  /** Null: it follows from the exchange of gradients. */
  readonly efficiency: Given<number> | null;
  /** Of Strubell's formula; null: another one is asked for. */
  readonly timed: TimedTraining | null;
}

/** T as hours times watts. */
export interface TimedTraining {
  readonly hours: Found<number>;
  /** Of processors, memory and all accelerators. */
  readonly watts: Given<number>;
  readonly itEnergy: Amount<Joules>;
  readonly time: Amount<Seconds>;
  readonly assumptions: readonly Assumption[];
}

export function trainingModelOf(overrides: Overrides, stage: Stage): TrainingModel {
  const overhead = overrides.overhead ?? given('computed', 'default', 'computed from the step itself');
  const devices = overrides.devices ?? given(1, 'default', 'one device unless told');
  return {
    overhead,
    devices,
    efficiency: overrides.scalingEfficiency ?? null,
    timed: overhead.value === 'strubell' ? timedTraining(overrides, devices.value, stage) : null,
  };
}

const SECONDS_PER_HOUR = 3600;

/** Powers that are not said: the device's TDP, from idle to that in the band, and the machine around it. */
function timedTraining(
  { trainingHours, gpuWatts, cpuWatts, dramWatts }: Overrides,
  devices: number,
  { platform }: Stage,
): TimedTraining {
  const { device, coefficients } = platform;
  const hours = trainingHours ?? missing('the hours of the training are not said: set training-hours');
  const assumptions: Assumption[] = [];
  const powerOf = (name: string, said: Given<number> | undefined, assumed: Watts, source: string): Watts => {
    if (said !== undefined) return watts(said.value);
    assumptions.push({ name, value: assumed, unit: 'W', source });
    return assumed;
  };
  const gpu = powerOf(
    'gpuWatts',
    gpuWatts,
    device.tdp,
    `the TDP of the ${device.name}; its idle power is in the band`,
  );
  const { host } = coefficients;
  const cpu = powerOf('cpuWatts', cpuWatts, watts(host.cpu.value * devices), host.source);
  const memory = watts((hostPower(platform) - host.cpu.value) * devices);
  const dram = powerOf(
    'dramWatts',
    dramWatts,
    memory,
    `${host.source}; ${DEFAULTS.dramWattsPerGB.value} W/GB: ${DEFAULTS.dramWattsPerGB.source}`,
  );
  const drawn = { cpu, dram, gpu, gpus: devices };
  const total = given(
    cpu + dram + devices * gpu,
    gpuWatts?.origin ?? 'default',
    'processors, memory and accelerators',
  );
  if (!hours.known) {
    return { hours, watts: total, itEnergy: unknown(hours.reason), time: unknown(hours.reason), assumptions };
  }
  const time = seconds(hours.value * SECONDS_PER_HOUR);
  const energy = timeBasedEnergy(time, drawn);
  const within = (said: Given<number> | undefined, ...others: Partial<typeof drawn>[]): Band =>
    said === undefined
      ? spanning(
          energy,
          others.map((other) => timeBasedEnergy(time, { ...drawn, ...other })),
        )
      : SHARP;
  const ofMemory = (gigabytes: number): Watts => watts(gigabytes * DEFAULTS.dramWattsPerGB.value * devices);
  const bands = [
    within(gpuWatts, { gpu: device.idle }),
    within(cpuWatts, { cpu: watts(host.cpu.low * devices) }, { cpu: watts(host.cpu.high * devices) }),
    within(dramWatts, { dram: ofMemory(host.memoryGB.low) }, { dram: ofMemory(host.memoryGB.high) }),
  ];
  return {
    hours,
    watts: total,
    itEnergy: known(withBand(joules(energy), combineBands(bands))),
    time: known(withBand(time, SHARP)),
    assumptions,
  };
}

/**
 * The run of a training of so many trained parameters.
 * @param width bytes of one gradient
 */
export function parallelRun(
  { devices, efficiency }: TrainingModel,
  trainedParams: number,
  width: number,
  deviceId: string,
): ParallelRun {
  return {
    devices: devices.value,
    gradients: gradientsOf(trainedParams, width),
    bandwidth: ringLink(deviceId, devices.value).bandwidth,
    efficiency: devices.value === 1 ? null : (efficiency?.value ?? null),
  };
}

/** What is taken for granted about the devices' working together. */
export function parallelAssumptions(
  { devices, efficiency }: TrainingModel,
  { platform: { device } }: Stage,
  { batch, isPerProcess }: Pick<Plan, 'batch' | 'isPerProcess'>,
): Assumption[] {
  if (devices.value === 1) return [];
  const shared: readonly Assumption[] =
    batch.known && batch.origin === 'code' && !isPerProcess
      ? [
          {
            name: 'trainingBatch',
            value: batch.value,
            unit: 'samples',
            source: `the batch in the code is taken for that of all ${devices.value} devices; set it where each process loads its own`,
          },
        ]
      : [];
  if (efficiency !== null) return [...shared];
  const { name, bandwidth, source } = ringLink(device.id, devices.value);
  return [
    ...shared,
    {
      name: 'interconnect',
      value: name,
      unit: null,
      source: `${bandwidth / 1e9} GB/s a device: ${source}; gradients are exchanged in a ring while the backward pass goes on`,
    },
  ];
}
