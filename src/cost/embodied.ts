import type { EmbodiedCarbon } from '../catalog/embodied.ts';
import { grams } from '../units/quantity.ts';
import type { Grams, Seconds } from '../units/quantity.ts';
import { convert, type Amount } from './amount.ts';
import { bandOf, combineBands, spanning, withBand } from './band.ts';

/**
 * M of the Software Carbon Intensity (ISO/IEC 21031:2024): what making the devices emitted, times the share of their
 * working life that they were reserved for.
 */
export function embodiedShare(
  time: Amount<Seconds>,
  devices: number,
  { making, working }: EmbodiedCarbon,
): Amount<Grams> {
  return convert(time, (estimate) => {
    const value = grams((making.value * devices * estimate.value) / working.value);
    const band = combineBands([
      bandOf(estimate),
      spanning(making.value, [making.low, making.high]),
      spanning(1 / working.value, [1 / working.low, 1 / working.high]),
    ]);
    return withBand(value, band);
  });
}
