import { grams, seconds } from '../units/quantity.ts';
import type { Grams, Seconds } from '../units/quantity.ts';
import { convert, type Amount } from './amount.ts';
import { combineBands, bandOf, spanning, withBand, type RangedFactor } from './band.ts';

/** What making one device emitted, and what it is spread over. */
export interface Making {
  readonly kilograms: RangedFactor;
  readonly years: RangedFactor;
  /** Share of the years in which the device is in use, 0 to 1. */
  readonly utilisation: number;
}

const SECONDS_PER_YEAR = 365.25 * 24 * 3600;
const GRAMS_PER_KILOGRAM = 1000;

/**
 * M of the Software Carbon Intensity (ISO/IEC 21031:2024): what making the devices emitted, times the share of their
 * working life that they were reserved for: M = kg · devices · t / (years · utilisation).
 */
export function embodiedShare(
  time: Amount<Seconds>,
  devices: number,
  { kilograms, years, utilisation }: Making,
): Amount<Grams> {
  const working = seconds(years.value * SECONDS_PER_YEAR * utilisation);
  const made = kilograms.value * GRAMS_PER_KILOGRAM * devices;
  return convert(time, (estimate) =>
    withBand(
      grams((made * estimate.value) / working),
      combineBands([
        bandOf(estimate),
        spanning(kilograms.value, [kilograms.low, kilograms.high]),
        spanning(1 / years.value, [1 / years.low, 1 / years.high]),
      ]),
    ),
  );
}
