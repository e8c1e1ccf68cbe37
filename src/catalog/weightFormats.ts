/**
 * Formats that weights are stored in besides floating point: bits of a weight, what is kept beside, and what products with
 * them are computed in. Weights alone in fewer bits are unpacked where they are used: less is read, and the
 * products are those of the numbers around; with activations in eight bits as well the units for these multiply.
 */
import type { Numbers } from './device.ts';

export interface WeightFormat {
  readonly name: string;
  /** Null: as many as their type has. */
  readonly bits: number | null;
  /** Weights that share what is kept beside; null: all of one output. */
  readonly group: number | null;
  /** Scale, zero point and the like of a group, bits. */
  readonly besides: number;
  /** What products are computed in; left out: in the numbers of the tensors around. */
  readonly products?: Numbers;
  /** Activations are stored in eight bits, too, from the first layer to the last. */
  readonly isStatic?: true;
  /** What else is to be known about it; null: nothing. */
  readonly note: string | null;
  readonly source: string;
}

const BITSANDBYTES = 'bitsandbytes documentation, 0.45: nn.Linear8bitLt, nn.Linear4bit (2024)';
const QLORA = 'Dettmers et al., QLoRA, 2023: blocks of 64 weights, double quantisation in blocks of 256';
const TORCHAO = 'torchao documentation, 0.9: quantize_ and its configurations (2025)';
const TORCH = 'PyTorch documentation, 2.6: Quantization (2025)';
const TFLITE = 'TensorFlow Lite documentation, Post-training quantization (2024)';
const KERAS = 'Keras documentation, 3.12: Quantization in Keras (2025)';
const MODEL_OPTIMIZATION = 'TensorFlow Model Optimization documentation, 0.8 (2024)';
const UNPACKED_EACH_TIME = 'unpacked within the product; the band reaches to launches of their own for that';
const DYNAMIC =
  'quantising activations in each use is not counted; the band reaches to weights that are unpacked for products in plain numbers';
const DYNAMIC_FLOAT = 'quantising operands in each use is not counted';

export const WEIGHT_FORMATS = {
  'llm-int8': {
    name: 'LLM.int8()',
    bits: 8,
    group: null,
    besides: 32,
    products: 'int8',
    note: 'columns of outliers are multiplied in half precision apart, which is not counted; the band reaches to products in half precision with weights that are unpacked for them',
    source: `${BITSANDBYTES}; Dettmers et al., LLM.int8(), 2022`,
  },
  'bnb-4bit': {
    name: '4 bits of bitsandbytes',
    bits: 4,
    group: 64,
    besides: 32,
    note: UNPACKED_EACH_TIME,
    source: `${BITSANDBYTES}; ${QLORA}`,
  },
  'bnb-4bit-double': {
    name: '4 bits of bitsandbytes, scales quantised',
    bits: 4,
    group: 64,
    besides: 8 + 32 / 256,
    note: UNPACKED_EACH_TIME,
    source: `${BITSANDBYTES}; ${QLORA}`,
  },
  gptq: {
    name: 'GPTQ',
    bits: 4,
    group: 128,
    besides: 16 + 4,
    products: 'fp16',
    note: UNPACKED_EACH_TIME,
    source: 'transformers documentation, 4.48: GPTQConfig; Frantar et al., GPTQ, 2022',
  },
  awq: {
    name: 'AWQ',
    bits: 4,
    group: 128,
    besides: 16 + 4,
    products: 'fp16',
    note: UNPACKED_EACH_TIME,
    source: 'transformers documentation, 4.48: AwqConfig; Lin et al., AWQ, 2023',
  },
  hqq: {
    name: 'HQQ',
    bits: 4,
    group: 64,
    besides: 16 + 16,
    note: UNPACKED_EACH_TIME,
    source: 'transformers documentation, 4.48: HqqConfig',
  },
  'int8-weights': {
    name: 'int8 weights',
    bits: 8,
    group: null,
    besides: 16,
    note: UNPACKED_EACH_TIME,
    source: `${TORCHAO}; transformers documentation, 4.48: QuantoConfig, EetqConfig`,
  },
  'int4-weights': {
    name: 'int4 weights',
    bits: 4,
    group: 128,
    besides: 16 + 16,
    note: UNPACKED_EACH_TIME,
    source: TORCHAO,
  },
  'int8-dynamic': {
    name: 'int8 weights and activations',
    bits: 8,
    group: null,
    besides: 32,
    products: 'int8',
    note: DYNAMIC,
    source: TORCHAO,
  },
  'int4-dynamic': {
    name: 'int4 weights, int8 activations',
    bits: 4,
    group: 32,
    besides: 32,
    products: 'int8',
    note: DYNAMIC,
    source: TORCHAO,
  },
  'float8-weights': {
    name: 'float8 weights',
    bits: 8,
    group: null,
    besides: 32,
    note: UNPACKED_EACH_TIME,
    source: TORCHAO,
  },
  'float8-dynamic': {
    name: 'float8 weights and activations',
    bits: 8,
    group: null,
    besides: 32,
    products: 'fp8',
    note: DYNAMIC_FLOAT,
    source: TORCHAO,
  },
  'float8-training': {
    name: 'float8 products, weights kept as they are',
    bits: null,
    group: null,
    besides: 0,
    products: 'fp8',
    note: DYNAMIC_FLOAT,
    source: `${TORCHAO}: convert_to_float8_training`,
  },
  'torch-dynamic': {
    name: 'int8 weights, activations quantised in each use',
    bits: 8,
    group: null,
    besides: 32,
    products: 'int8',
    note: DYNAMIC,
    source: `${TORCH}: quantize_dynamic`,
  },
  'torch-float16': {
    name: 'float16 weights',
    bits: 16,
    group: null,
    besides: 0,
    note: UNPACKED_EACH_TIME,
    source: `${TORCH}: quantize_dynamic with dtype=torch.float16`,
  },
  'torch-static': {
    name: 'int8 weights and activations',
    bits: 8,
    group: null,
    besides: 64,
    products: 'int8',
    isStatic: true,
    note: null,
    source: `${TORCH}: convert`,
  },
  'torch-static-graph': {
    name: 'int8 weights and activations',
    bits: 8,
    group: null,
    besides: 64,
    products: 'int8',
    isStatic: true,
    note: 'normalisations that are folded into products are counted apart',
    source: `${TORCH}: convert_fx, convert_pt2e`,
  },
  'fake-quantised': {
    name: 'weights in single precision, rounded in each use as they will be quantised',
    bits: null,
    group: null,
    besides: 0,
    note: 'what fake quantisation computes is not counted',
    source: `${TORCH}: quantization-aware training`,
  },
  'keras-int8': {
    name: 'int8 weights, activations quantised in each use',
    bits: 8,
    group: null,
    besides: 32,
    products: 'int8',
    note: DYNAMIC,
    source: KERAS,
  },
  'keras-int4': {
    name: 'int4 weights, activations quantised in each use',
    bits: 4,
    group: null,
    besides: 32,
    products: 'int8',
    note: DYNAMIC,
    source: KERAS,
  },
  'keras-float8': {
    name: 'float8 products, weights kept as they are',
    bits: null,
    group: null,
    besides: 0,
    products: 'fp8',
    note: DYNAMIC_FLOAT,
    source: KERAS,
  },
  'tflite-dynamic': {
    name: 'int8 weights, activations quantised in each use',
    bits: 8,
    group: null,
    besides: 32,
    products: 'int8',
    note: DYNAMIC,
    source: `${TFLITE}: dynamic range quantization`,
  },
  'tflite-float16': {
    name: 'float16 weights',
    bits: 16,
    group: null,
    besides: 0,
    note: 'products are in single precision where no delegate takes them in half',
    source: `${TFLITE}: float16 quantization`,
  },
  'tflite-static': {
    name: 'int8 weights and activations',
    bits: 8,
    group: null,
    besides: 32,
    products: 'int8',
    isStatic: true,
    note: null,
    source: `${TFLITE}: full integer quantization`,
  },
  clustered: {
    name: 'weights that share a few values',
    bits: null,
    group: null,
    besides: 0,
    note: 'the weights are kept one by one: sharing makes files smaller, and nothing faster',
    source: `${MODEL_OPTIMIZATION}: weight clustering`,
  },
} as const satisfies Readonly<Record<string, WeightFormat>>;

export type WeightFormatName = keyof typeof WEIGHT_FORMATS;

/** A weight's part of what a format stores, and what is computed with it. */
export interface Packing {
  readonly format: string;
  /** Of one weight, its part of scales and zero points included; null: as many as its type has. */
  readonly bytes: number | null;
  readonly products?: Numbers;
  readonly isStatic?: true;
  readonly note: string | null;
  readonly source: string;
}

interface PackingOptions {
  /** Weights of one output. */
  readonly columns: number;
  /** Instead of the format's own. */
  readonly bits?: number;
  readonly group?: number;
  readonly products?: Numbers;
}

/** How a format stores weights with so many inputs for each output. */
export function packingOf(
  name: WeightFormatName,
  { columns, bits, group, products }: PackingOptions,
): Packing {
  const format: WeightFormat = WEIGHT_FORMATS[name];
  const shared = group ?? format.group ?? columns;
  const computed = products ?? format.products;
  const width = bits ?? format.bits;
  return {
    format: format.name,
    bytes: width === null ? null : (width + format.besides / Math.max(1, shared)) / 8,
    ...(computed === undefined ? {} : { products: computed }),
    ...(format.isStatic === undefined ? {} : { isStatic: format.isStatic }),
    note: format.note,
    source: format.source,
  };
}
