import type { LayerKind } from '../units/layerKind.ts';
import { LAYER_KINDS } from '../units/layerKind.ts';
import type { Seconds, Watts } from '../units/quantity.ts';
import { seconds, watts } from '../units/quantity.ts';
import type { Device, DeviceKind } from './device.ts';
import file from './efficiency.json' with { type: 'json' };
import type { EfficiencyFile } from './efficiencySchema.ts';
import { trusted } from './trusted.ts';

/** A coefficient with the measurement or the assumption behind it. */
export interface Coefficient {
  readonly value: number;
  readonly source: string;
}

/** What the layers of one kind reach. */
export interface KindEfficiency {
  /** Share of the peak that the largest of them reach, 0 to 1. */
  readonly etaMax: number;
  /** Which peak: that of the precision in use (matrix), or FP32 without tensor cores (vector). */
  readonly unit: 'matrix' | 'vector';
  /** How many times wider the tiles of its products are, in effect, than those of convolutions: see `Tiles`. */
  readonly tiles: number;
  /** Bytes that reach memory for each byte of activations that is read or written. */
  readonly traffic: number;
  /** Time of arithmetic and bytes of one gradient over those of the forward launch. */
  readonly backward: { readonly work: number; readonly traffic: number };
  readonly source: string;
}

/** Time of arithmetic and bytes that reach memory over those in plain order. */
export interface FormatFactors {
  readonly work: number;
  readonly traffic: number;
}

/** Kinds of layers that run otherwise in channels-last (NHWC) than in plain order. */
type FormatKind = 'conv' | 'depthwise' | 'grouped-conv' | 'transposed-conv' | 'normalisation';

/** What changes where tensors of images are in channels-last. */
export interface ChannelsLast {
  readonly kinds: Readonly<Record<FormatKind, FormatFactors>>;
  readonly source: string;
}

/**
 * How small products fall short: eta = etaMax · K / (K + reduction) · N / (N + columns), K the multiply-accumulates of
 * one output element and N the output features: short sums and few columns leave tiles of the matrix units part empty.
 */
export interface Tiles {
  readonly reduction: number;
  readonly columns: number;
  readonly source: string;
}

/** Time of an operation besides its work. Dispatch on the host runs ahead of the device; launch does not. */
export interface Overhead {
  readonly launch: { readonly eager: Seconds; readonly compiled: Seconds };
  readonly dispatch: { readonly eager: Seconds; readonly compiled: Seconds };
  readonly source: string;
}

/** Bytes moved per output element of a convolution or matrix product, the element-wise work around it included. */
export interface ActivationBytes {
  readonly eager: Spread;
  readonly compiled: Spread;
  /** Size of the element at which it was measured: scale by the bytes of the precision over this. */
  readonly elementBytes: number;
  readonly source: string;
}

interface Sourced {
  readonly source: string;
}

export interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Factors of the 90 % band: value / factor … value · factor. */
export interface ClassBand {
  /** On a device that was measured. */
  readonly time: number;
  readonly energy: number;
  /** Besides, on one that was not. */
  readonly otherDevice: number;
  /** The same where it waits for its host at times; absent: no other. */
  readonly otherDeviceWaiting?: number;
  readonly source: string;
}

/** The coefficients of the cost model for one class of devices. */
export interface Coefficients {
  readonly deviceKind: DeviceKind;
  /** Clock that it sustains over the one that its peaks are stated for. */
  readonly clock: Coefficient;
  readonly kinds: Readonly<Record<LayerKind, KindEfficiency>>;
  readonly tiles: Tiles;
  readonly overhead: Overhead;
  /** q of t = (t_compute^q + t_memory^q)^(1/q): 1 adds, infinity overlaps. */
  readonly overlap: Coefficient;
  /** Share of the memory bandwidth that kernels reach. */
  readonly memory: Coefficient;
  /** How convolutions over all channels are carried out. */
  readonly convolution: {
    /** Share of the multiplications of a 3 × 3 filter that Winograd's algorithm leaves; 1: it is not used. */
    readonly winograd: number;
    /** Channels that a vector of a processor's blocked format has; 0: none. */
    readonly lanes: number;
    /** Time of the arithmetic with fewer channels than that, over that with more. */
    readonly fewChannels: number;
    readonly source: string;
  };
  /** Absent: of this class and these units nothing is known of it. */
  readonly channelsLast?: ChannelsLast;
  /** How the threads of a processor split the gradient of a dense layer. */
  readonly threads: {
    /** Arithmetic of the gradient of a weight with more inputs than outputs, over that of one with ever more outputs. */
    readonly wide: number;
    /** Batch at which the gradient of a weight takes twice what it does over ever more samples. */
    readonly batch: number;
    /** Outputs of a weight with fewer inputs at which its gradient takes twice what it does with ever more. */
    readonly rows: number;
    readonly source: string;
  };
  /** Idle power as a share of the TDP, where the device states none. */
  readonly idle: Coefficient;
  /** P = idle + (TDP − idle) · min(1, compute · u_compute + memory · u_memory + launch · u_launch). */
  readonly power: {
    readonly compute: number;
    readonly memory: number;
    readonly launch: number;
    readonly source: string;
  };
  readonly activationBytes: ActivationBytes;
  readonly band: ClassBand;
  /** What was measured of the device itself went into its coefficients. */
  readonly isMeasured: boolean;
  /** Some device of the class was measured; else how kinds of layers differ is taken from GPUs. */
  readonly isCalibrated: boolean;
  /** The machine around one device, per device. */
  readonly host: {
    readonly cpu: { readonly value: Watts; readonly low: Watts; readonly high: Watts };
    /** GB of host memory; its power is `DEFAULTS.dramWattsPerGB`. */
    readonly memoryGB: Spread;
    readonly source: string;
  };
  /** What else a meter at the wall sees. */
  readonly machine: {
    /** Power of board, drives and fans as a share of the device's TDP. */
    readonly rest: Spread & Sourced;
    /** Share of what the socket gives that the power supply passes on. */
    readonly supply: Spread & Sourced;
  };
}

const { classes, withoutMatrixUnits, compiled, frameworks, machines } = trusted<EfficiencyFile>(file);
const made = new Map<string, Coefficients>();
const CALIBRATED: ReadonlySet<DeviceKind> = new Set<DeviceKind>(['gpu', 'cpu']);

/** Which units a device's products run on: tensor cores and the like, or the ones for all arithmetic. */
export type Units = 'matrix' | 'plain';

/** The coefficients of a class of devices: fitted by `npm run calibrate`, or marked as assumed. */
export function coefficientsFor(
  deviceKind: DeviceKind,
  units: Units = 'matrix',
  mode: 'eager' | 'compiled' = 'eager',
): Coefficients {
  const key = `${deviceKind} ${units} ${mode}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const coefficients = make(deviceKind, units, mode);
  made.set(key, coefficients);
  return coefficients;
}

/** Those of its class, and what was measured of the device itself. */
export function coefficientsOf(
  { kind, id }: Pick<Device, 'kind' | 'id'>,
  units: Units,
  mode: 'eager' | 'compiled',
): Coefficients {
  const coefficients = coefficientsFor(kind, units, mode);
  const machine = machines.find(({ device }) => device === id);
  return machine === undefined
    ? coefficients
    : { ...coefficients, clock: { value: machine.clock, source: machine.source }, isMeasured: true };
}

function make(deviceKind: DeviceKind, units: Units, mode: 'eager' | 'compiled'): Coefficients {
  const row =
    units === 'plain' && deviceKind === 'gpu'
      ? withoutMatrixUnits.gpu
      : mode === 'compiled' && deviceKind === 'cpu'
        ? compiled.cpu
        : classes[deviceKind];
  const { launch, launchCompiled, dispatchEager, dispatchCompiled, source } = row.overhead;
  const { host, machine, activationBytes: bytes } = row;
  return {
    deviceKind,
    clock: row.clock,
    kinds: row.kinds,
    tiles: row.tiles,
    overhead: {
      launch: { eager: seconds(launch), compiled: seconds(launchCompiled) },
      dispatch: { eager: seconds(dispatchEager), compiled: seconds(dispatchCompiled) },
      source,
    },
    overlap: row.overlap,
    memory: row.memory,
    convolution: row.convolution,
    ...(row.channelsLast === undefined ? {} : { channelsLast: row.channelsLast }),
    threads: row.threads,
    idle: row.idle,
    power: row.power,
    activationBytes: {
      eager: { value: bytes.eager, low: bytes.eagerLow, high: bytes.eagerHigh },
      compiled: { value: bytes.compiled, low: bytes.compiledLow, high: bytes.compiledHigh },
      elementBytes: bytes.elementBytes,
      source: bytes.source,
    },
    band: row.band,
    isMeasured: false,
    isCalibrated: CALIBRATED.has(deviceKind),
    host: {
      cpu: { value: watts(host.cpuWatts), low: watts(host.cpuLow), high: watts(host.cpuHigh) },
      memoryGB: { value: host.memoryGB, low: host.memoryLow, high: host.memoryHigh },
      source: host.source,
    },
    machine,
  };
}

/** How a framework issues operations to a GPU. */
export interface Issue {
  /** Time of the host for one operation, s; in compiled code for each that was compiled. */
  readonly dispatch: number;
  readonly dispatchCompiled: number;
  /** Time that the host spends in mixed precision, where operations are wrapped in casts, over that without. */
  readonly mixed: number;
  /** Time of one compiled operation on the device besides its work, s. */
  readonly launchCompiled: number;
  /** Share of the activation traffic that compiled code leaves. */
  readonly fused: number;
  /** Factors of the 90 % band on a GPU that was not measured, beside that of its class: where it always has work, */
  readonly otherDevice: number;
  /** where it waits for its host at times, */
  readonly otherDeviceWaiting: number;
  /** and in compiled code. */
  readonly otherDeviceCompiled: number;
  readonly source: string;
}

/** What was fitted for a framework on GPUs; undefined: the coefficients of the class hold. */
export function issueOf(framework: string): Issue | undefined {
  return framework === 'pytorch' || framework === 'keras' ? frameworks[framework] : undefined;
}

/** The coefficients of GPUs whose operations a framework issues. */
export function issuedBy(
  coefficients: Coefficients,
  issue: Issue,
  isMixed: boolean,
  mode: 'eager' | 'compiled',
): Coefficients {
  const { dispatch, dispatchCompiled, mixed, launchCompiled, fused, source } = issue;
  const { overhead, activationBytes, band } = coefficients;
  const scaled = ({ value, low, high }: Spread): Spread => ({
    value: fused * value,
    low: fused * low,
    high: fused * high,
  });
  return {
    ...coefficients,
    overhead: {
      launch: { ...overhead.launch, compiled: seconds(launchCompiled) },
      dispatch: {
        eager: seconds(isMixed ? mixed * dispatch : dispatch),
        compiled: seconds(dispatchCompiled),
      },
      source,
    },
    activationBytes: { ...activationBytes, compiled: scaled(activationBytes.eager) },
    band: {
      ...band,
      otherDevice: mode === 'eager' ? issue.otherDevice : issue.otherDeviceCompiled,
      otherDeviceWaiting: mode === 'eager' ? issue.otherDeviceWaiting : issue.otherDeviceCompiled,
    },
  };
}

/** How many times less of the peak each kind reaches than a dense layer of the same work, on this class of devices. */
export function penaltiesVersusDense(deviceKind: DeviceKind): ReadonlyMap<LayerKind, number> {
  const { kinds } = coefficientsFor(deviceKind);
  return new Map(LAYER_KINDS.map((kind) => [kind, kinds.dense.etaMax / kinds[kind].etaMax]));
}
