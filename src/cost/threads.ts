/** How the threads of a processor share a launch out: when they are woken, and how they split the gradient of a weight. */
import { seconds, type Seconds } from '../units/quantity.ts';
import type { Kernel } from './kernel.ts';
import type { Platform } from './platform.ts';

/** Elements up to which one thread does all of a launch (PyTorch, ATen/Parallel.h: the grain of its loops). */
const GRAIN = 32_768;

/** Bytes of an element that is read once and written once in single precision. */
const BYTES_OF_ELEMENT = 8;

/** Time to wake the threads for a launch; 0 where one does it. */
export function wakeTime(kernel: Kernel, { coefficients: { threads } }: Platform): Seconds {
  return seconds(elementsOf(kernel) > GRAIN ? threads.wake : 0);
}

/**
 * Of a product the outputs, into which its bias is copied first, and none of a gradient, which has no bias. An operation for
 * each element otherwise; an optimiser has several for each, and its traffic tells.
 */
function elementsOf(kernel: Kernel): number {
  const { pass, macs, reduction, elementwise, activationBytes } = kernel;
  if (isGradient(kernel)) return 0;
  if (pass === 'update') return activationBytes / BYTES_OF_ELEMENT;
  return reduction > 0 ? macs / reduction : elementwise;
}

function isGradient({ kind, pass, columns }: Kernel): boolean {
  return kind === 'dense' && pass === 'backward' && columns > 0;
}

/**
 * Arithmetic of the gradient of a dense layer's weight over that of the largest, (1 + B₀ / B) times either. It is a product
 * of [outputs × batch] · [batch × inputs]: its sums are as long as the batch B, and threads split it by its outputs, or by
 * its batch where it is wider than tall, whose parts are added up afterwards. Null: it is no such product, or not on a
 * processor.
 */
export function gradientWork(kernel: Kernel, { device, coefficients: { threads } }: Platform): number | null {
  if (device.kind !== 'cpu' || !isGradient(kernel)) return null;
  const { macs, reduction, columns } = kernel;
  const batch = macs / (reduction * columns);
  const split = reduction > columns ? threads.wide : 1 + threads.rows / columns;
  return (1 + threads.batch / Math.max(1, batch)) * split;
}
