import { bytes, type Bytes } from '../units/quantity.ts';

/** Element types, by PyTorch's names. */
export type DType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128'
  | 'string';

const SIZES: Record<DType, number> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  complex64: 8,
  complex128: 16,
  // What a string tensor occupies depends on its content; a pointer is the least of it.
  string: 8,
};

export function sizeOf(dtype: DType): Bytes {
  return bytes(SIZES[dtype]);
}

export function isFloating(dtype: DType): boolean {
  return dtype.startsWith('float') || dtype === 'bfloat16' || dtype.startsWith('complex');
}

/** The type of the parts and of the magnitude of complex numbers. */
export const REAL_OF: Readonly<Partial<Record<DType, DType>>> = {
  complex64: 'float32',
  complex128: 'float64',
};
