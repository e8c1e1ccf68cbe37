/**
 * What changes where tensors of images are in channels-last (NHWC). Matrix units want the channels of a place together:
 * given plain order, cuDNN converts tensors before and after a convolution (cuDNN documentation, Tensor Transformations);
 * given channels-last it does not. Depthwise convolutions run by other kernels altogether (`use_cudnn_depthwise` of PyTorch: its
 * own in plain order, cuDNN's in channels-last), and batch norms with known statistics as element-wise work.
 */
import type { ChannelsLast, FormatFactors } from '../catalog/efficiency.ts';
import type { LayerKind } from '../units/layerKind.ts';
import type { Kernel } from './kernel.ts';
import type { Platform } from './platform.ts';

const SAME: FormatFactors = { work: 1, traffic: 1 };

/** Arithmetic and bytes of a launch over those of the same launch in plain order. */
export function formatFactors(
  { kind, transcendental }: Pick<Kernel, 'kind' | 'transcendental'>,
  platform: Platform,
): FormatFactors {
  const known = channelsLastOn(platform);
  if (platform.memoryFormat === 'contiguous' || known === undefined) return SAME;
  // Norms with roots to take compute their statistics: over layers and groups, or in training, which no set has in this format.
  if (kind === 'normalisation' && transcendental > 0) return SAME;
  const factors: Readonly<Partial<Record<LayerKind, FormatFactors>>> = known.kinds;
  return factors[kind] ?? SAME;
}

/** NVIDIA's generations before Volta. */
const WITHOUT_MATRIX_UNITS: ReadonlySet<string> = new Set(['Kepler', 'Maxwell', 'Pascal']);

/**
 * What changes in channels-last on a device; undefined: nothing that is known of. On GPUs of AMD PyTorch stays with plain order
 * whatever tensors are in, unless a variable of the environment asks for it (`miopen_conv_use_channels_last` of PyTorch).
 */
export function channelsLastOn({
  device: { kind, vendor, architecture },
  coefficients: { channelsLast },
}: Pick<Platform, 'device' | 'coefficients'>): ChannelsLast | undefined {
  const hasMatrixUnits = kind === 'gpu' && vendor === 'NVIDIA' && !WITHOUT_MATRIX_UNITS.has(architecture);
  return hasMatrixUnits ? channelsLast : undefined;
}
