/**
 * Precisions by Lightning's names.
 * https://lightning.ai/docs/pytorch/stable/common/precision_basic.html
 */
import { asInteger } from '../../python/runtime/native.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';

const NAMES: Readonly<Record<string, string>> = {
  '16': 'amp-fp16',
  '16-mixed': 'amp-fp16',
  '16-true': 'fp16',
  bf16: 'bf16',
  'bf16-mixed': 'bf16',
  'bf16-true': 'bf16',
  'transformer-engine': 'bf16',
  'transformer-engine-float16': 'fp16',
  '64': 'fp64',
  '64-true': 'fp64',
};

/**
 * The weights themselves are cast, as `CASTS` has it; undefined: they stay in single precision.
 * https://lightning.ai/docs/pytorch/stable/api/lightning.pytorch.plugins.precision.TransformerEnginePrecision.html
 */
export function lightningCast(value: Value): 'fp64' | 'fp16' | 'bf16-true' | undefined {
  switch (value) {
    case 'bf16-true':
    case 'transformer-engine':
      return 'bf16-true';
    case '16-true':
    case 'transformer-engine-float16':
      return 'fp16';
    case '64-true':
    case '64':
    case 64:
      return 'fp64';
    default:
      return undefined;
  }
}

/** Products of dense layers are in eight-bit floating point. */
export function isFloat8(value: Value): boolean {
  return typeof value === 'string' && value.startsWith('transformer-engine');
}

/** Null: single precision, or none is given. */
export function lightningPrecision(rt: Runtime, value: Value): string | Unknown | null {
  if (value instanceof Unknown) return value;
  const name = typeof value === 'string' ? value : (asInteger(value)?.toString() ?? '');
  if (name === '' || name.startsWith('32')) return null;
  return NAMES[name] ?? rt.unknown(`the precision '${name}' is not modelled`);
}
