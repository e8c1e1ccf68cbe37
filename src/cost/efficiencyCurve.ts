import type { KindEfficiency, Tiles } from '../catalog/efficiency.ts';
import type { Kernel } from './kernel.ts';

/**
 * Share of the peak that one launch reaches: eta = etaMax · K / (K + K0) · N / (N + N0). Short reductions and few
 * output features leave tiles of the matrix units part empty, so that many narrow layers cost more than few wide ones. K0 and
 * N0 are those of convolutions times a factor of the kind: a product for each head fills its tiles less.
 */
export function efficiency(
  { etaMax, tiles: scale }: KindEfficiency,
  tiles: Tiles,
  { reduction, columns }: Pick<Kernel, 'reduction' | 'columns'>,
): number {
  return etaMax * filled(reduction, scale * tiles.reduction) * filled(columns, scale * tiles.columns);
}

/** 1/2 at `half`; 1 for what is no matrix product. */
function filled(length: number, half: number): number {
  return length === 0 ? 1 : Math.max(1, length) / (Math.max(1, length) + half);
}
