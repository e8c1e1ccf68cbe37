import type { KindEfficiency, Ramp } from '../catalog/efficiency.ts';
import type { Seconds } from '../units/quantity.ts';

/**
 * Share of the peak that one launch reaches: eta = etaMax · (1 − exp(−kappa · x^alpha)), x the ideal time in µs.
 * Small launches leave most of the device idle, so that many small layers cost more than few large ones.
 * @param ideal work / peak
 */
export function efficiency({ etaMax }: KindEfficiency, { kappa, alpha }: Ramp, ideal: Seconds): number {
  return etaMax * saturation(kappa * (ideal * 1e6) ** alpha);
}

/** 1 − e^(−x), exact for small x too. */
function saturation(x: number): number {
  return -Math.expm1(-x);
}
