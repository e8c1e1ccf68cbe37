/**
 * How libraries carry out convolutions over all channels: Winograd's algorithm saves multiplications, and blocked formats
 * of processors pad channels to whole vectors.
 */
import type { Kernel } from './kernel.ts';
import type { Platform } from './platform.ts';

type Convolution = Pick<Kernel, 'channels' | 'inputShare' | 'reduction' | 'columns'>;

/** Weights of a filter over one channel of Winograd's algorithm. */
const TAPS = 9;
/** Strides above 1 leave a quarter of the places of two axes, and half of those of one. */
const MOST_PLACES = 1.9;

/**
 * Share of the multiplications of a convolution that are carried out. Winograd's minimal filtering (Lavin and Gray 2016) is
 * for filters of 3 × 3 that move by one place; padding to whole vectors is for channels that fill one.
 */
export function carriedOut(kernel: Convolution, { coefficients, device }: Platform): number {
  const { channels, columns } = kernel;
  if (channels === 0) return 1;
  const { winograd, lanes } = coefficients.convolution;
  const left = isWinograd(kernel) ? winograd : 1;
  if (device.kind !== 'cpu' || lanes <= 1) return left;
  return left * padding(columns, lanes) * (channels < lanes ? 1 : padding(channels, lanes));
}

/**
 * Bytes of activations that a convolution moves over those that it reads and writes: eager code keeps tensors in plain
 * order, so that a processor's library reorders input and output into its blocked format and back (oneDNN developer
 * guide, memory formats). Fewer channels than a vector has are read as they are.
 */
export function reordered(kernel: Convolution, { coefficients, device, mode }: Platform): number {
  const { channels, columns, inputShare } = kernel;
  const { lanes } = coefficients.convolution;
  if (channels === 0 || device.kind !== 'cpu' || lanes <= 1 || mode === 'compiled') return 1;
  const input = channels < lanes ? 0 : inputShare * padding(channels, lanes);
  return 1 + input + (1 - inputShare) * padding(columns, lanes);
}

/** Fewer channels than a vector has take another algorithm. */
export function hasFewChannels({ channels }: Convolution, { coefficients, device }: Platform): boolean {
  return device.kind === 'cpu' && channels > 0 && channels < coefficients.convolution.lanes;
}

function isWinograd({ channels, inputShare, reduction, columns }: Convolution): boolean {
  const places = ((inputShare / (1 - inputShare)) * columns) / channels;
  return Math.round(reduction / channels) === TAPS && places < MOST_PLACES;
}

function padding(length: number, lanes: number): number {
  return (Math.ceil(length / lanes) * lanes) / length;
}
