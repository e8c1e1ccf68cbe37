import type { Bytes, BytesPerSecond, FlopsPerSecond, Watts } from '../units/quantity.ts';

/** Arithmetic of the matrix units; `fp32` is true IEEE single precision, `tf32` its tensor-core substitute. */
export type Precision = 'fp64' | 'fp32' | 'tf32' | 'fp16' | 'bf16' | 'int8';

export const PRECISIONS: readonly Precision[] = ['fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'int8'];

/** What products can be computed in: precisions that a stage may be asked for, and eight-bit floating point. */
export type Numbers = Precision | 'fp8';

/**
 * Chips with units for eight-bit floating point, at twice the rate of BF16 with FP32 accumulation: datasheets of the H100,
 * L4, L40S, B200, MI300X, MI355X, Gaudi 2 and TPU v7.
 */
const FLOAT8: ReadonlySet<string> = new Set([
  'Ada Lovelace',
  'Hopper',
  'Blackwell',
  'CDNA 3',
  'CDNA 4',
  'Gaudi 2',
  'TPU v7',
]);

/** How many times the rate of BF16 the device has for eight-bit floating point; null: it has no units for that. */
export function float8Rate({ architecture, peak }: Pick<Device, 'architecture' | 'peak'>): number | null {
  return FLOAT8.has(architecture) && peak.bf16 !== undefined ? 2 : null;
}

export type DeviceKind = 'gpu' | 'tpu' | 'cpu' | 'edge';

/** What stands in for a precision without native support: the next wider one that the device has. */
const FALLBACKS: readonly Precision[] = ['fp32', 'bf16', 'fp16', 'int8', 'fp64'];

/** A TPU multiplies in BF16 whatever else it is given. */
const TPU_FALLBACKS: readonly Precision[] = ['bf16', ...FALLBACKS];

/** The precision that a device computes in where this one is wanted. */
export function supportedPrecision(
  wanted: Precision,
  { kind, peak }: Pick<Device, 'kind' | 'peak'>,
): Precision {
  if (peak[wanted] !== undefined) return wanted;
  const fallbacks = kind === 'tpu' ? TPU_FALLBACKS : FALLBACKS;
  return fallbacks.find((precision) => peak[precision] !== undefined) ?? wanted;
}

/** Where such a device usually stands; decides the PUE assumed for it. */
export type Site = 'data-centre' | 'local' | 'edge';

/** Peaks without sparsity, in FLOP/s (INT8: operations/s). A precision that is absent has no native support. */
export type Peaks = Readonly<Partial<Record<Precision, FlopsPerSecond>>>;

/** A property that no source states, and how the figure standing in for it was derived. */
export interface DerivedProperty {
  readonly property: 'idle' | 'peak' | 'bandwidth' | 'tdp';
  readonly reason: string;
}

/** One processing unit as the cost model sees it. */
export interface Device {
  /** Stable name, e.g. `A100-SXM-80`. */
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly kind: DeviceKind;
  readonly site: Site;
  /** Year of release. */
  readonly year: number;
  /** Generation of the chip: `Ampere`, `CDNA 3`, the family of a CPU. */
  readonly architecture: string;
  /** Thermal design power: the most it draws for long. */
  readonly tdp: Watts;
  /** Power of a device that is ready for work but has none. */
  readonly idle: Watts;
  readonly peak: Peaks;
  /** Its matrix units run twice as fast where two of every four weights are zero. */
  readonly hasStructuredSparsity: boolean;
  /** Its power is that of a chip with processors and memory: there is no host besides. */
  readonly isSystemOnChip: boolean;
  /** Of the device's own memory; of the host's memory for a CPU. */
  readonly bandwidth: BytesPerSecond;
  /** Absent for a CPU, whose memory is the host's, and where it is unknown. */
  readonly memory?: Bytes;
  /** The last on-chip cache before memory. */
  readonly cache?: Bytes;
  /** Title and year of the publication behind the figures. */
  readonly source: string;
  /** The figures agree with a second, independent listing. */
  readonly checked: boolean;
  /** Title and year of that listing, where it is named. */
  readonly checkedWith?: string;
  /** What to know about the figures, e.g. which of two dies they speak of. */
  readonly note?: string;
  /** Figures that are estimates by class instead of facts; they widen the band. */
  readonly derived: readonly DerivedProperty[];
}
