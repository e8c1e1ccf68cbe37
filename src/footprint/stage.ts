/** A stage's machine, and how far the figures on it may be off. */
import { combineBands, SHARP, spanning, symmetric, type Band } from '../cost/band.ts';
import type { Correction } from '../cost/correction.ts';
import type { Site } from '../cost/lifeCycle.ts';
import { machineBands } from '../cost/machine.ts';
import { channelsLastOn } from '../cost/memoryFormat.ts';
import { modelBand, platformOf, restPower, type Mode, type Platform } from '../cost/platform.ts';
import type { MeasuredRun } from '../config/measuredFile.ts';
import type { Device } from '../catalog/device.ts';
import type { Framework } from '../catalog/defaults.ts';
import { correctionFor, type StageCorrection } from './measured.ts';
import type { StageName, StageSettings } from './settings.ts';
import type { Assumption } from './schema.ts';

export interface Stage {
  readonly settings: StageSettings;
  readonly platform: Platform;
  readonly site: Site;
  /** The machines it may be instead, each with what is assumed about it. */
  readonly otherDevices: readonly Platform[];
  readonly otherModes: readonly Platform[];
  /** By runs on its device; null: none were measured. */
  readonly correction: StageCorrection | null;
}

export function stageOf(
  settings: StageSettings,
  framework: Framework,
  runs: readonly MeasuredRun[] = [],
): Stage {
  const on = (device: Device, mode: Mode): Platform =>
    platformOf({
      device,
      framework,
      mode,
      precision: settings.precision.value,
      isStored: settings.isStored,
      memoryFormat: settings.memoryFormat.value,
    });
  const { device, mode, pue, intensity, otherDevices } = settings;
  const platform = on(device.value, mode.value);
  return {
    settings,
    platform,
    correction: correctionFor(runs, platform),
    site: { pue: pue.value, intensity },
    otherDevices: otherDevices.map((other) => on(other, mode.value)),
    otherModes: mode.assumed ? [on(device.value, mode.value === 'eager' ? 'compiled' : 'eager')] : [],
  };
}

/**
 * The 90 % band of what the cost model computes for a stage: the residuals of the device class, widened by each
 * assumption whose alternatives give other figures. Independent causes: they add as roots of squares in log space.
 * Where runs of several models were measured on the device, their scatter takes the place of the class's residuals, if
 * it is smaller; runs of one model may tell of that model more than of the device, so that the band then reaches back to
 * the figure without them.
 * @param waits the device waits for its host at times
 * @param compute the same figure on another platform
 * @param more bands of what else is assumed
 */
export function stageBand(
  stage: Stage,
  quantity: 'energy' | 'time',
  waits: boolean,
  compute: (platform: Platform) => number,
  more: readonly Band[],
): Band {
  const { platform, otherDevices, otherModes } = stage;
  const value = compute(platform);
  const isCorrected = (stage.correction?.energy ?? null) !== null;
  const across = (others: readonly Platform[]): Band =>
    others.length === 0 ? SHARP : spanning(value, others.map(compute));
  return combineBands([
    symmetric(residuals(stage, quantity, waits)),
    ofOneModel(stage.correction?.[quantity] ?? null),
    across(otherDevices),
    across(otherModes),
    ...(quantity === 'energy' && !isCorrected ? machineBands(platform) : []),
    ...more,
  ]);
}

function residuals({ platform, correction }: Stage, quantity: 'energy' | 'time', waits: boolean): number {
  const ofClass = modelBand(platform, quantity, waits);
  return Math.min(ofClass, correction?.[quantity]?.spread ?? ofClass);
}

function ofOneModel(correction: Correction | null): Band {
  return correction === null || correction.spread !== null ? SHARP : spanning(correction.factor, [1]);
}

/** What runs have shown figures on a platform to be off by: 1 where none were measured on its device. */
export function measuredFactor(
  { platform, correction }: Stage,
  on: Platform,
  quantity: 'energy' | 'time',
): number {
  return on.device.id === platform.device.id ? (correction?.[quantity]?.factor ?? 1) : 1;
}

/** By which runs the times of a stage are corrected: a log may tell energies alone. */
export function timeLabel({ correction }: Stage): string | null {
  return correction === null || correction.time === null ? null : correction.label;
}

/** Computes once for each platform what several figures of a stage are read from. */
export function perPlatform<T>(compute: (platform: Platform) => T): (platform: Platform) => T {
  const done = new Map<Platform, T>();
  return (platform) => {
    const known = done.get(platform);
    if (known !== undefined) return known;
    const made = compute(platform);
    done.set(platform, made);
    return made;
  };
}

/** What the cost model itself takes for granted about the machine. */
export function platformAssumptions({ platform, settings }: Stage, prefix: StageName): Assumption[] {
  const { host, machine, isCalibrated, band, deviceKind } = platform.coefficients;
  const { fallbacks } = platform.arithmetic;
  return [
    ...(isCalibrated
      ? []
      : [
          {
            name: `${prefix}.coefficients`,
            value: 'uncalibrated class',
            unit: null,
            source: `no ${deviceKind === 'tpu' ? 'TPU' : 'edge device'} was measured: how kinds of layers differ is taken from GPUs, and the band is a factor of ${band.energy} either way`,
          },
        ]),
    ...fallbacks.map(({ wanted, used }) => ({
      name: `${prefix}.arithmetic`,
      value: used,
      unit: null,
      source: `${platform.device.name} has no fast path for ${wanted}: computed at the rate of ${used}`,
    })),
    ...formatAssumptions(settings, platform, prefix),
    ...(host.cpu.value === 0
      ? []
      : [{ name: `${prefix}.hostPower`, value: host.cpu.value, unit: 'W', source: host.source }]),
    ...(host.memoryGB.value === 0
      ? []
      : [{ name: `${prefix}.hostMemory`, value: host.memoryGB.value, unit: 'GB', source: host.source }]),
    ...(machine.rest.value === 0
      ? []
      : [
          { name: `${prefix}.restPower`, value: restPower(platform), unit: 'W', source: machine.rest.source },
        ]),
    ...(machine.supply.value === 1
      ? []
      : [
          {
            name: `${prefix}.powerSupply`,
            value: machine.supply.value,
            unit: null,
            source: machine.supply.source,
          },
        ]),
  ];
}

/** A format that was asked for and that no figure here knows anything of. */
function formatAssumptions(
  { memoryFormat }: StageSettings,
  platform: Platform,
  prefix: StageName,
): Assumption[] {
  const isAsked = memoryFormat.value === 'channels-last';
  if (!isAsked || channelsLastOn(platform) !== undefined) return [];
  const source = `no measured set has ${platform.device.name} in this precision in channels-last: the figures are those of plain order`;
  return [{ name: `${prefix}.memoryFormat`, value: 'contiguous', unit: null, source }];
}
