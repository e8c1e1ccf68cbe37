import { grams, seconds } from '../units/quantity.ts';
import type { Grams, Seconds } from '../units/quantity.ts';
import file from './embodied.json' with { type: 'json' };
import type { EmbodiedFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** What making one device emitted, and the working time that it is spread over. */
export interface EmbodiedCarbon {
  readonly making: { readonly value: Grams; readonly low: Grams; readonly high: Grams };
  readonly working: { readonly value: Seconds; readonly low: Seconds; readonly high: Seconds };
  readonly source: string;
}

const { devices, lifetime } = trusted<EmbodiedFile>(file);

const SECONDS_PER_YEAR = 365.25 * 24 * 3600;

/** Of a device by its id, without the server around it; undefined where no publication tells. */
export function embodiedCarbonOf(deviceId: string): EmbodiedCarbon | undefined {
  const row = devices.find((one) => one.devices.includes(deviceId));
  if (row === undefined) return undefined;
  const inGrams = (kilograms: number): Grams => grams(kilograms * 1000);
  const working = (years: number): Seconds => seconds(years * SECONDS_PER_YEAR * lifetime.utilisation);
  return {
    making: { value: inGrams(row.kilograms), low: inGrams(row.low), high: inGrams(row.high) },
    working: { value: working(lifetime.years), low: working(lifetime.low), high: working(lifetime.high) },
    source: `${citationOf(row.source)}; written off over ${lifetime.years} years, ${lifetime.utilisation * 100} % in use: ${citationOf(lifetime.source)}`,
  };
}
