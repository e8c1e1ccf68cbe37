/**
 * Precisions by Lightning's names.
 * https://lightning.ai/docs/pytorch/stable/common/precision_basic.html
 */
import { asInteger } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';

const NAMES: Readonly<Record<string, string>> = {
  '16': 'amp-fp16',
  '16-mixed': 'amp-fp16',
  '16-true': 'fp16',
  bf16: 'bf16',
  'bf16-mixed': 'bf16',
  'bf16-true': 'bf16',
  '64': 'fp64',
  '64-true': 'fp64',
};

/** Null: single precision, or nothing that is known. */
export function lightningPrecision(value: Value): string | null {
  const name = typeof value === 'string' ? value : (asInteger(value)?.toString() ?? '');
  return NAMES[name] ?? null;
}
