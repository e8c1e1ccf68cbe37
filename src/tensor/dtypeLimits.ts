import type { DType } from './dtype.ts';

export interface FloatLimits {
  readonly max: number;
  /** Distance from 1 to the next number. */
  readonly eps: number;
  /** The smallest normal number. */
  readonly tiny: number;
}

/** Largest and smallest numbers of a type (IEEE 754, bfloat16). */
export const FLOAT_LIMITS: Readonly<Partial<Record<DType, FloatLimits>>> = {
  float64: { max: Number.MAX_VALUE, eps: Number.EPSILON, tiny: 2 ** -1022 },
  float32: { max: (2 - 2 ** -23) * 2 ** 127, eps: 2 ** -23, tiny: 2 ** -126 },
  float16: { max: 65504, eps: 2 ** -10, tiny: 2 ** -14 },
  bfloat16: { max: (2 - 2 ** -7) * 2 ** 127, eps: 2 ** -7, tiny: 2 ** -126 },
};
