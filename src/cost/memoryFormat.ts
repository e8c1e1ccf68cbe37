/**
 * What changes where tensors of images are in channels-last (NHWC). Matrix units want the channels of a place together:
 * given plain order, cuDNN converts tensors before and after a convolution (cuDNN documentation, Tensor Transformations);
 * given channels-last it does not. Depthwise convolutions run by other kernels altogether (`use_cudnn_depthwise` of PyTorch: its
 * own in plain order, cuDNN's in channels-last), and batch norms with known statistics as element-wise work.
 */
import type { Framework } from '../catalog/defaults.ts';
import type { Device } from '../catalog/device.ts';
import type { ChannelsLast, FormatFactors } from '../catalog/efficiency.ts';
import type { LayerKind } from '../units/layerKind.ts';
import type { MemoryFormat } from '../units/memoryFormat.ts';
import type { Kernel } from './kernel.ts';
import type { Platform } from './platform.ts';
import type { Arithmetic } from './precision.ts';

const SAME: FormatFactors = { work: 1, traffic: 1 };

/** Its input is read and written once more before it, its output after it. */
const CONVERTED: FormatFactors = { work: 1, traffic: 3 };

/** Arithmetic and bytes of a launch over those of the same launch in plain order. */
export function formatFactors(
  { kind, transcendental, isPlainOrder }: Pick<Kernel, 'kind' | 'transcendental' | 'isPlainOrder'>,
  platform: Platform,
): FormatFactors {
  const known = channelsLastOn(platform);
  if (platform.memoryFormat === 'contiguous' || known === undefined) return SAME;
  if (isPlainOrder === true) return CONVERTED;
  // Norms with roots to take compute their statistics: over layers and groups, or in training, which no set has in this format.
  if (kind === 'normalisation' && transcendental > 0) return SAME;
  const factors: Readonly<Partial<Record<LayerKind, FormatFactors>>> = known.kinds;
  return factors[kind] ?? SAME;
}

/**
 * What changes in channels-last on a device; undefined: nothing that is known of. On GPUs of AMD PyTorch stays with plain order
 * whatever tensors are in, unless a variable of the environment asks for it (`miopen_conv_use_channels_last` of PyTorch).
 */
export function channelsLastOn({
  device,
  coefficients: { channelsLast },
}: Pick<Platform, 'device' | 'coefficients'>): ChannelsLast | undefined {
  return hasTensorCores(device) ? channelsLast : undefined;
}

/**
 * The format that a framework works in where the code asks for none. TensorFlow turns convolutions to channels-last where it
 * computes at least half of them in FP16 on tensor cores, and else to plain order, whichever order the code's shapes are in
 * (`GetSrcAndDstDataFormats` of tensorflow/core/grappler/optimizers/generic_layout_optimizer.cc; for operations outside of a graph
 * `ComputeInNhwcEnabled` of conv_ops_gpu.cc). PyTorch keeps the order of its tensors, which is plain.
 */
export function chosenFormat(
  framework: Framework,
  device: Pick<Device, 'kind' | 'vendor' | 'architecture'>,
  { mostly }: Pick<Arithmetic, 'mostly'>,
): MemoryFormat {
  const isChannelsLast = framework === 'keras' && mostly === 'fp16' && hasTensorCores(device);
  return isChannelsLast ? 'channels-last' : 'contiguous';
}

/** NVIDIA's generations before Volta. */
const WITHOUT_TENSOR_CORES: ReadonlySet<string> = new Set(['Kepler', 'Maxwell', 'Pascal']);

function hasTensorCores({
  kind,
  vendor,
  architecture,
}: Pick<Device, 'kind' | 'vendor' | 'architecture'>): boolean {
  return kind === 'gpu' && vendor === 'NVIDIA' && !WITHOUT_TENSOR_CORES.has(architecture);
}
