/** How the threads of a processor split the gradient of a weight. */
import type { Kernel } from './kernel.ts';
import type { Platform } from './platform.ts';

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
