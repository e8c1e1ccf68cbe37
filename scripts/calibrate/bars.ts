/** What each set must reach. */
import type { CheckedSet } from './validationRows.ts';

export interface Bar {
  /** Of the names of the sets that it holds for. */
  readonly set: RegExp;
  readonly quantity: CheckedSet['quantity'];
  readonly medianError: number;
  readonly rankCorrelation?: number;
  /** Share of the best constant's error that must be gained. */
  readonly belowConstant?: number;
}

export const BARS: readonly Bar[] = [
  { set: /^timm inference, RTX 3090, AMP, NCHW, PyTorch 2\.4$/, quantity: 'time', medianError: 0.12 },
  { set: /^timm, training over inference/, quantity: 'time ratio', medianError: 0.07, belowConstant: 0.3 },
  { set: /^EC-NAS/, quantity: 'energy', medianError: 0.07, rankCorrelation: 0.95 },
  { set: /^NVIDIA tables/, quantity: 'time', medianError: 0.3 },
  { set: /^Lambda/, quantity: 'time', medianError: 0.3 },
  { set: /^Zeus/, quantity: 'time', medianError: 0.3 },
  { set: /^Zeus/, quantity: 'energy', medianError: 0.3 },
  { set: /^Fischer/, quantity: 'energy', medianError: 0.25 },
  { set: /^CPU dense/, quantity: 'energy', medianError: 0.05 },
  { set: /^CPU conv/, quantity: 'energy', medianError: 0.15 },
];

/** How many rows a 90 % band may hold: 85 to 95 % of them, to whole rows. */
export function coverageBar(rows: number): { readonly least: number; readonly most: number } {
  return { least: Math.floor(0.85 * rows), most: Math.ceil(0.95 * rows) };
}

export function barOf({ set, quantity }: Pick<CheckedSet, 'set' | 'quantity'>): Bar | null {
  return BARS.find((bar) => bar.quantity === quantity && bar.set.test(set)) ?? null;
}
