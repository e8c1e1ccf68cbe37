import { usDollars } from '../units/quantity.ts';
import type { Seconds, UsDollars } from '../units/quantity.ts';
import { convert, type Amount } from './amount.ts';

/** USD for an hour of one device: preemptible and on demand. */
export interface HourPrice {
  readonly low: UsDollars;
  readonly high: UsDollars;
}

const SECONDS_PER_HOUR = 3600;

/** Rent of so many devices over a time: at the price on demand; the band reaches down to the preemptible one. */
export function rentOf(time: Amount<Seconds>, devices: number, price: HourPrice): Amount<UsDollars> {
  const at = (hourly: UsDollars, duration: Seconds): UsDollars =>
    usDollars((hourly * devices * duration) / SECONDS_PER_HOUR);
  return convert(time, ({ value, low, high }) => ({
    value: at(price.high, value),
    low: at(price.low, low),
    high: at(price.high, high),
  }));
}
