import type { UsDollars } from '../units/quantity.ts';
import { usDollars } from '../units/quantity.ts';
import file from './prices.json' with { type: 'json' };
import type { PricesFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** What an hour of one rented device costs, in USD. */
export interface DeviceHourPrice {
  /** Preemptible. */
  readonly low: UsDollars;
  /** On demand. */
  readonly high: UsDollars;
  readonly year: number;
  readonly source: string;
  readonly note?: string;
}

const { deviceHours } = trusted<PricesFile>(file);

/** The price of a device by its id; undefined where no publication gives one: prices are not guessed. */
export function deviceHourPrice(deviceId: string): DeviceHourPrice | undefined {
  const row = deviceHours.find(({ devices }) => devices.includes(deviceId));
  if (row === undefined) return undefined;
  return {
    low: usDollars(row.low),
    high: usDollars(row.high),
    year: row.year,
    source: citationOf(row.source),
    ...(row.note === undefined ? {} : { note: row.note }),
  };
}
