/** In which arithmetic a framework runs an operation on a device, and how wide its elements are. */
import { defaultPrecision, type Framework } from '../catalog/defaults.ts';
import { supportedPrecision, type Device, type Numbers, type Precision } from '../catalog/device.ts';
import { isConvolution, type LayerKind } from '../units/layerKind.ts';

/** Precisions of one stage. Convolutions and products differ where the framework's defaults do. */
export interface Arithmetic {
  /** Of most of the products: whose units the device is taken to work with. */
  readonly mostly: Precision;
  /** Of launches that have no numbers of their own. */
  readonly conv: Precision;
  readonly matmul: Precision;
  /** Bytes of one floating-point element in memory; null: as the code's own tensors have it. */
  readonly elementBytes: number | null;
  /** Precisions that were asked for and that the device has no fast path for, and what stands in. */
  readonly fallbacks: readonly { readonly wanted: Precision; readonly used: Precision }[];
  readonly source: string;
}

const ELEMENT_BYTES: Readonly<Record<Precision, number>> = {
  fp64: 8,
  fp32: 4,
  tf32: 4,
  fp16: 2,
  bf16: 2,
  int8: 1,
};

/**
 * @param wanted what was asked for; null: what the framework does by default
 * @param isStored the weights themselves are stored in it: nothing is cast, and what the code keeps in single precision
 * beside it stays there
 */
export function arithmeticOf(
  framework: Framework,
  device: Device,
  wanted: Precision | null,
  isStored = false,
): Arithmetic {
  const conv = defaultPrecision(framework, 'conv', device);
  const matmul = defaultPrecision(framework, 'matmul', device);
  if (wanted !== null) {
    const used = supportedPrecision(wanted, device);
    return {
      mostly: used,
      conv: isStored ? conv.value : used,
      matmul: isStored ? matmul.value : used,
      elementBytes: isStored ? null : ELEMENT_BYTES[wanted],
      fallbacks: used === wanted ? [] : [{ wanted, used }],
      source: isStored ? `the weights are stored in ${wanted}` : `asked for ${wanted}`,
    };
  }
  return {
    mostly: conv.value,
    conv: conv.value,
    matmul: matmul.value,
    elementBytes: null,
    fallbacks: [],
    source: `${conv.reason} (${conv.source})`,
  };
}

/** What a launch multiplies. */
export interface Product {
  readonly kind: LayerKind;
  /** Of its own, whatever the stage computes in. */
  readonly numbers?: Numbers;
}

/** The precision that the matrix units work in for a launch; that of BF16 has multiples for eight-bit floating point. */
export function precisionFor(
  { kind, numbers }: Product,
  { conv, matmul }: Arithmetic,
  device: Pick<Device, 'kind' | 'peak'>,
): Precision {
  if (numbers !== undefined) return supportedPrecision(numbers === 'fp8' ? 'bf16' : numbers, device);
  return isConvolution(kind) ? conv : matmul;
}
