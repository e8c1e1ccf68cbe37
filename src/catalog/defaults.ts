import type { UsDollarsPerKilowattHour } from '../units/quantity.ts';
import { usDollarsPerKilowattHour } from '../units/quantity.ts';
import file from './defaults.json' with { type: 'json' };
import { supportedPrecision, type Device, type Precision } from './device.ts';
import type { DefaultsFile } from './schema.ts';
import { trusted } from './trusted.ts';

/** What is assumed where nothing is said: listed as an assumption, and widening the band. */
export interface Default<T> {
  readonly value: T;
  readonly reason: string;
  readonly source: string;
  readonly year: number;
}

/** A default number with the range it may lie in. */
export interface RangedDefault extends Default<number> {
  readonly low: number;
  readonly high: number;
}

/** A default device, and the others it may well be: the band spans them. */
export interface NamedDefault extends Default<string> {
  readonly alternatives: readonly string[];
}

export type Framework = 'pytorch' | 'keras' | 'tfjs';

const { defaults, precision, tpuPasses } = trusted<DefaultsFile>(file);

export interface Defaults {
  readonly trainingDevice: NamedDefault;
  readonly inferenceDevice: NamedDefault;
  /** The device meant by `cpu`. */
  readonly cpu: NamedDefault;
  /** A grid's code; low and high are gCO2eq/kWh. */
  readonly region: Default<string> & { readonly low: number; readonly high: number };
  readonly pue: RangedDefault;
  readonly localPue: RangedDefault;
  readonly inferenceBatch: Default<number>;
  readonly trainingBatch: Default<number>;
  /** Of one call of a language model. */
  readonly promptTokens: Default<number>;
  readonly newTokens: Default<number>;
  readonly mode: Default<'eager' | 'compiled'>;
  /** Unknown on purpose. */
  readonly inferences: Default<null>;
  /** Values that the optimiser keeps for each parameter. */
  readonly optimizerState: RangedDefault;
  /** Operations of one update of one tensor on a CPU, by framework and by state values per parameter. */
  readonly updateLaunches: Readonly<Record<Framework, readonly number[]>>;
  /** The multiplier 1 + o of a training, to compare with. */
  readonly overheadByGitzel: Default<number>;
  /** Of a parameter or a value of optimiser state in an update. */
  readonly stateBytes: Default<number>;
  /** FLOPs of the vector peak that one operation uses up. */
  readonly flopsOfElementwise: Default<number>;
  readonly flopsOfTranscendental: Default<number>;
  /** Of one gradient, as devices exchange it. */
  readonly gradientBytes: Default<number>;
  readonly electricityPrice: Default<UsDollarsPerKilowattHour>;
  /** W per GB of host memory. */
  readonly dramWattsPerGB: Default<number>;
  /** Factor of the band of a device whose figures no second listing confirms. */
  readonly uncheckedDevice: Default<number>;
  /** Factor of the band, upwards, of a training of a model that no single device holds. */
  readonly sharded: Default<number>;
  /** Factor of the band of a processor whose peak is estimated from its family. */
  readonly derivedPeak: Default<number>;
}

/** Passes over BF16 operands that a TPU makes of a product in a wider precision. */
export const TPU_PASSES: Readonly<Record<'fp32' | 'tf32', number>> = tpuPasses;

/** The one place of defaults. */
export const DEFAULTS: Defaults = {
  ...defaults,
  electricityPrice: {
    ...defaults.electricityPrice,
    value: usDollarsPerKilowattHour(defaults.electricityPrice.value),
  },
};

/** 1.58 in a data centre, 1 for a workstation, laptop or edge device. Applied once, in the last step of a stage. */
export function defaultPue(site: Device['site']): RangedDefault {
  return site === 'data-centre' ? DEFAULTS.pue : DEFAULTS.localPue;
}

/** How a framework runs FP32 code on this device: TF32 where it allows that and the device has it, else true FP32; a TPU in BF16. */
export function defaultPrecision(
  framework: Framework,
  work: 'conv' | 'matmul',
  device: Device,
): Default<Precision> {
  const { conv, matmul, ...provenance } = precision[device.kind === 'tpu' ? 'tpu' : framework];
  const wanted = work === 'conv' ? conv : matmul;
  return { ...provenance, value: supportedPrecision(wanted, device) };
}
