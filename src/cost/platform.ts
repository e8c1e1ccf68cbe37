/** The machine that a stage runs on, as the cost of an operation sees it. */
import { DEFAULTS, type Framework } from '../catalog/defaults.ts';
import { float8Rate, type Device, type Numbers, type Precision } from '../catalog/device.ts';
import { coefficientsFor, coefficientsOf, issuedBy, issueOf } from '../catalog/efficiency.ts';
import type { Coefficients, Units } from '../catalog/efficiency.ts';
import type { LayerKind } from '../units/layerKind.ts';
import type { MemoryFormat } from '../units/memoryFormat.ts';
import { flopsPerSecond, seconds, watts } from '../units/quantity.ts';
import type { FlopsPerSecond, Seconds, Watts } from '../units/quantity.ts';
import { chosenFormat } from './memoryFormat.ts';
import { arithmeticOf, precisionFor, type Arithmetic } from './precision.ts';

export type Mode = 'eager' | 'compiled';

const HALF_BYTES = 2;

export interface Platform {
  readonly device: Device;
  readonly coefficients: Coefficients;
  readonly mode: Mode;
  readonly arithmetic: Arithmetic;
  /** How tensors of images lie in memory. */
  readonly memoryFormat: MemoryFormat;
}

export interface PlatformRequest {
  readonly device: Device;
  readonly framework: Framework;
  readonly mode: Mode;
  /** Null: the framework's defaults. */
  readonly precision: Precision | null;
  /** The weights are stored in it; by default it is asked for beside single precision. */
  readonly isStored?: boolean;
  /** Null, and where it is left out: what the framework chooses. */
  readonly memoryFormat?: MemoryFormat | null;
}

export function platformOf({
  device,
  framework,
  mode,
  precision,
  isStored = false,
  memoryFormat = null,
}: PlatformRequest): Platform {
  const arithmetic = arithmeticOf(framework, device, precision, isStored);
  const ofClass = coefficientsOf(device, unitsOf(arithmetic), mode);
  const coefficients = device.isSystemOnChip ? withoutHost(ofClass) : ofClass;
  const issue = device.kind === 'gpu' ? issueOf(framework) : undefined;
  return {
    device,
    coefficients:
      issue === undefined ? coefficients : issuedBy(coefficients, issue, isMixed(arithmetic), mode),
    mode,
    arithmetic,
    memoryFormat: memoryFormat ?? chosenFormat(framework, device, arithmetic),
  };
}

const NONE = { value: 0, low: 0, high: 0 };
const NO_WATTS = { value: watts(0), low: watts(0), high: watts(0) };

/** The power of a system on a chip has its processors and its memory in it. */
function withoutHost(coefficients: Coefficients): Coefficients {
  return { ...coefficients, host: { ...coefficients.host, cpu: NO_WATTS, memoryGB: NONE } };
}

/** Half precision was asked for beside single precision: operations cast what they are given. */
function isMixed({ elementBytes }: Arithmetic): boolean {
  return elementBytes === HALF_BYTES;
}

/** Convolutions are what most of the work is; they decide where products differ from them. */
export function unitsOf({ mostly }: Arithmetic): Units {
  return mostly === 'fp32' || mostly === 'fp64' ? 'plain' : 'matrix';
}

/**
 * Peak of the matrix units for this kind of layer at the clock that the device sustains, FLOP/s.
 * @param numbers of the launch itself; left out: those that the stage computes in
 */
export function matrixPeak(
  { device, arithmetic, coefficients }: Platform,
  kind: LayerKind,
  numbers?: Numbers,
): FlopsPerSecond {
  const precision = precisionFor({ kind, ...(numbers === undefined ? {} : { numbers }) }, arithmetic, device);
  const multiple = numbers === 'fp8' ? (float8Rate(device) ?? 1) : 1;
  return flopsPerSecond(coefficients.clock.value * multiple * peakOr(device, precision));
}

/** Peak of element-wise arithmetic: single precision outside the matrix units, FLOP/s. */
export function vectorPeak({ device, arithmetic, coefficients }: Platform): FlopsPerSecond {
  const rated = device.peak.fp32 ?? peakOr(device, arithmetic.mostly);
  return flopsPerSecond(coefficients.clock.value * rated);
}

/** A device without any stated peak has the one of its class's slowest member: the catalogue lists none such. */
function peakOr({ peak }: Device, precision: Precision): FlopsPerSecond {
  return peak[precision] ?? Object.values(peak)[0] ?? flopsPerSecond(1);
}

/**
 * Factor of the 90 % band of what is computed for a platform: the residuals of the class of devices, on a device that
 * was not measured how far datasheets carry, and how far its own figures in the catalogue may be off. Independent
 * causes: they add as roots of squares in log space.
 * @param waits the device waits for its host at times, of which its datasheet says nothing
 */
export function modelBand(
  { device, coefficients: { band, isMeasured } }: Platform,
  quantity: 'time' | 'energy',
  waits = false,
): number {
  const other = waits ? (band.otherDeviceWaiting ?? band.otherDevice) : band.otherDevice;
  const factors = [band[quantity], ...(isMeasured ? [] : [other, figuresBand(device)])];
  return Math.exp(Math.hypot(...factors.map(Math.log)));
}

/** How far the figures that the catalogue has of a device may be off: 1 where a second listing confirms them. */
function figuresBand({ checked, derived }: Device): number {
  if (derived.some(({ property }) => property === 'peak')) return DEFAULTS.derivedPeak.value;
  return checked ? 1 : DEFAULTS.uncheckedDevice.value;
}

/**
 * Why a device cannot run this; null: it can. What computes with integers alone runs models that were quantised for it,
 * and trains none.
 */
export function unsupported(
  { device, arithmetic }: Platform,
  stage: 'inference' | 'training',
): string | null {
  const { name, peak } = device;
  const isIntegral = Object.keys(peak).every((precision) => precision === 'int8');
  if (!isIntegral) return null;
  if (stage === 'training') return `the ${name} computes with 8-bit integers only: it cannot train a network`;
  return arithmetic.elementBytes === 1
    ? null
    : `the ${name} computes with 8-bit integers only: it runs the model once that is quantised, which precision = int8 says`;
}

/** Power of the host of a device: its processors, and its memory at 0.3725 W/GB. */
export function hostPower({ coefficients: { host } }: Platform): Watts {
  return watts(host.cpu.value + host.memoryGB.value * DEFAULTS.dramWattsPerGB.value);
}

/** Power of what is neither device nor host: board, drives, fans. */
export function restPower({ device, coefficients: { machine } }: Platform): Watts {
  return watts(machine.rest.value * device.tdp);
}

/** Time that the host spends on issuing one operation of a model. */
export function dispatchTime({ coefficients, mode }: Platform): Seconds {
  return coefficients.overhead.dispatch[mode];
}

/** The same of an optimiser's, which is no module with hooks, casts and a record for gradients. */
export function updateDispatchTime(platform: Platform): Seconds {
  const bare = coefficientsFor('cpu').overhead.dispatch[platform.mode];
  return seconds(Math.min(dispatchTime(platform), bare));
}

/**
 * Time that one operation costs the device besides its work. A CPU issues its own operations, so its dispatch cannot
 * run ahead of the work as a host's does.
 */
export function launchTime(platform: Platform): Seconds {
  const launch = platform.coefficients.overhead.launch[platform.mode];
  return platform.device.kind === 'cpu' ? seconds(launch + dispatchTime(platform)) : launch;
}

/**
 * The same of an optimiser's operation on an accelerator: they follow one another as those of compiled code do, with
 * nothing to be set up between them.
 */
export function updateLaunchTime(platform: Platform): Seconds {
  if (!hostRunsAhead(platform)) return launchTime(platform);
  const { launch } = coefficientsFor(platform.device.kind).overhead;
  return seconds(Math.min(launchTime(platform), launch.compiled));
}

/** Whether the host issues operations while the device still works on earlier ones. */
export function hostRunsAhead({ device }: Platform): boolean {
  return device.kind !== 'cpu';
}
