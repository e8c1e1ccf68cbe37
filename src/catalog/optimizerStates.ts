/** Optimisers that keep their state in fewer bits, in blocks that share a scale in single precision. */
export interface StateFormat {
  readonly bits: number;
  /** Values that share a scale. */
  readonly block: number;
  readonly source: string;
}

const BITSANDBYTES =
  'bitsandbytes documentation, 0.45: 8-bit optimizers, block-wise quantisation in blocks of 256 (2024)';
const TORCHAO = 'torchao 0.9, torchao/optim/README.md: blocks of 256 (8 bits) and 128 (4 bits) (2025)';

export const STATE_FORMATS = {
  'bitsandbytes-8bit': { bits: 8, block: 256, source: BITSANDBYTES },
  'torchao-8bit': { bits: 8, block: 256, source: TORCHAO },
  'torchao-4bit': { bits: 4, block: 128, source: TORCHAO },
  'torchao-fp8': { bits: 8, block: 256, source: TORCHAO },
} as const satisfies Readonly<Record<string, StateFormat>>;

export type StateFormatName = keyof typeof STATE_FORMATS;

/** Bytes of one value, its part of the scale included. */
export function stateBytesOf(name: StateFormatName): number {
  const { bits, block } = STATE_FORMATS[name];
  return (bits + 32 / block) / 8;
}
