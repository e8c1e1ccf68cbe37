/**
 * What `quantize_` and `TorchAoConfig` take: functions and classes of torchao by name, and what they make of weights.
 * https://docs.pytorch.org/ao/stable/api_ref_quantization.html
 */
import type { WeightFormatName } from '../../catalog/weightFormats.ts';
import { asInteger, native } from '../../python/runtime/native.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { QuantisationValue, type Quantised } from '../quantisation/request.ts';

interface Row {
  readonly format: WeightFormatName;
  /** The argument that says how many weights share a scale. */
  readonly group?: string;
  /** Arguments that say how many bits a weight has: their sum, and so many more. */
  readonly bits?: { readonly of: readonly string[]; readonly more: number };
  readonly isSemiSparse?: true;
  readonly signature: string;
}

const INT8: Omit<Row, 'signature'> = { format: 'int8-weights', group: 'group_size' };
const INT4: Omit<Row, 'signature'> = { format: 'int4-weights', group: 'group_size' };
const FPX: Omit<Row, 'signature'> = { format: 'float8-weights', bits: { of: ['ebits', 'mbits'], more: 1 } };

const ROWS: Readonly<Record<string, Row>> = {
  int8_weight_only: { ...INT8, signature: '(group_size=None)' },
  Int8WeightOnlyConfig: { ...INT8, signature: '(group_size=None)' },
  int4_weight_only: { ...INT4, signature: '(group_size=128)' },
  Int4WeightOnlyConfig: { ...INT4, signature: '(group_size=128)' },
  int8_dynamic_activation_int8_weight: { format: 'int8-dynamic', signature: '(layout=None)' },
  Int8DynamicActivationInt8WeightConfig: { format: 'int8-dynamic', signature: '(layout=None)' },
  int8_dynamic_activation_int4_weight: {
    format: 'int4-dynamic',
    group: 'group_size',
    signature: '(group_size=32)',
  },
  Int8DynamicActivationInt4WeightConfig: {
    format: 'int4-dynamic',
    group: 'group_size',
    signature: '(group_size=32)',
  },
  int8_dynamic_activation_int8_semi_sparse_weight: {
    format: 'int8-dynamic',
    isSemiSparse: true,
    signature: '()',
  },
  float8_weight_only: { format: 'float8-weights', signature: '(weight_dtype=None)' },
  Float8WeightOnlyConfig: { format: 'float8-weights', signature: '(weight_dtype=None)' },
  float8_dynamic_activation_float8_weight: { format: 'float8-dynamic', signature: '(activation_dtype=None)' },
  Float8DynamicActivationFloat8WeightConfig: {
    format: 'float8-dynamic',
    signature: '(activation_dtype=None)',
  },
  float8_static_activation_float8_weight: { format: 'float8-dynamic', signature: '(scale=None)' },
  Float8StaticActivationFloat8WeightConfig: { format: 'float8-dynamic', signature: '(scale=None)' },
  fpx_weight_only: { ...FPX, signature: '(ebits, mbits)' },
  FPXWeightOnlyConfig: { ...FPX, signature: '(ebits, mbits)' },
  gemlite_uintx_weight_only: {
    ...INT4,
    bits: { of: ['bit_width'], more: 0 },
    signature: '(group_size=128, bit_width=4)',
  },
  GemliteUIntXWeightOnlyConfig: {
    ...INT4,
    bits: { of: ['bit_width'], more: 0 },
    signature: '(group_size=128, bit_width=4)',
  },
};

export const TORCHAO_CONFIGURATIONS: readonly string[] = Object.keys(ROWS);

function quantisedBy(row: Row, value: (name: string) => Value): Quantised {
  const { format, group, bits } = row;
  const shared = group === undefined ? undefined : asInteger(value(group));
  const widths = bits?.of.map((name) => asInteger(value(name)) ?? 0) ?? [];
  return {
    format,
    ...(shared === undefined || shared < 1 ? {} : { group: shared }),
    ...(bits === undefined ? {} : { bits: widths.reduce((sum, width) => sum + width, bits.more) }),
  };
}

/** A configuration by its name; undefined: none is called so. */
export function torchaoConfiguration(name: string): NativeFunction | undefined {
  const row = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
  if (row === undefined) return undefined;
  const signature = row.signature.replace(/\)$/, row.signature === '()' ? '**options)' : ', **options)');
  return native(`${name}${signature}`, (_rt, args) => {
    const names = [row.group ?? [], row.bits?.of ?? []].flat();
    const given = new Map([...args.extra, ...names.map((one): [string, Value] => [one, args.value(one)])]);
    return new QuantisationValue(
      name,
      quantisedBy(row, (one) => given.get(one) ?? null),
      given,
      row.isSemiSparse === true,
    );
  });
}

/** Of a name as `TorchAoConfig('int4_weight_only', group_size=64)` has it. */
export function torchaoByName(name: string, value: (option: string) => Value): Quantised | undefined {
  const row = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
  return row === undefined ? undefined : quantisedBy(row, value);
}
