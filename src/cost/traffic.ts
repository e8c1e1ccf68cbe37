import { bytes } from '../units/quantity.ts';
import type { Bytes } from '../units/quantity.ts';
import { reordered } from './convolution.ts';
import type { Kernel } from './kernel.ts';
import { formatFactors } from './memoryFormat.ts';
import type { Platform } from './platform.ts';

/**
 * Bytes that one launch moves to and from memory: Q = miss(W + a) · w + miss(w + a) · f · c · a, where w are the
 * weights of the launch, a its activations, W all weights of the pass, f the share of activation traffic that the
 * execution mode leaves (compiled code fuses element-wise work into its neighbours), c the bytes that reach memory for
 * each byte of activations, by kind of layer, and miss(s) = max(0, 1 − cache / s): what fits the last cache stays
 * there. Grows steadily with the batch; no step where the cache overflows.
 * @param passWeights bytes of all weights that the pass reads
 */
export function trafficOf(kernel: Kernel, platform: Platform, passWeights: Bytes): Bytes {
  const { weightBytes, activationBytes } = kernel;
  const cache = platform.device.cache ?? 0;
  const miss = (working: number): number => (working <= cache ? 0 : 1 - cache / working);
  return bytes(
    miss(passWeights + activationBytes) * weightBytes +
      miss(weightBytes + activationBytes) * fusion(platform) * moved(kernel, platform) * activationBytes,
  );
}

/** Bytes that reach memory for each byte of activations. */
function moved(kernel: Kernel, platform: Platform): number {
  const { traffic, backward } = platform.coefficients.kinds[kernel.kind];
  const own = traffic * reordered(kernel, platform) * formatFactors(kernel, platform).traffic;
  return kernel.pass === 'backward' ? own * backward.traffic : own;
}

/** Share of the eager activation traffic that the mode leaves. */
function fusion({ mode, coefficients: { activationBytes } }: Platform): number {
  return activationBytes[mode].value / activationBytes.eager.value;
}
