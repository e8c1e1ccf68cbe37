import type { Estimate } from './estimate.ts';
import type { Grams, Joules, Seconds } from './quantity.ts';
import { JOULES_PER_KILOWATT_HOUR } from './quantity.ts';

const PREFIXES: readonly (readonly [number, string])[] = [
  [1e18, 'E'],
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
];

/** `digits` significant digits without exponent or trailing noise: 0.0123, 1.5, 230. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(rounded)));
  return rounded.toFixed(Math.min(Math.max(decimals, 0), 20));
}

/** An SI-prefixed figure at the edge of the program: `4.09 G`, `12.3 m`. */
export function withPrefix(value: number, symbol: string, digits = 3): string {
  const [factor, prefix] = prefixFor(asShown(value, digits));
  return `${significant(value / factor, digits)} ${prefix}${symbol}`.trimEnd();
}

/** Units are chosen by what is shown: 999.6 rounds up to 1.00 k, not to 1000. */
function asShown(value: number, digits: number): number {
  return Math.abs(Number(value.toPrecision(digits)));
}

function prefixFor(size: number): readonly [number, string] {
  if (size === 0) return [1, ''];
  return PREFIXES.find(([factor]) => size >= factor) ?? [1e-9, 'n'];
}

/** Joules below 1 kWh's tenth, kilowatt-hours above: what people read on a bill. */
export function formatEnergy(value: Joules, digits = 3): string {
  if (Math.abs(value) < JOULES_PER_KILOWATT_HOUR / 10) return withPrefix(value, 'J', digits);
  const kilowattHours = value / JOULES_PER_KILOWATT_HOUR;
  return asShown(kilowattHours, digits) < 1000
    ? `${significant(kilowattHours, digits)} kWh`
    : withPrefix(kilowattHours * 1000, 'Wh', digits);
}

export function formatCarbon(value: Grams, digits = 3): string {
  if (asShown(value, digits) >= 1e6) return `${significant(value / 1e6, digits)} t CO2eq`;
  return `${withPrefix(value, 'g', digits)} CO2eq`;
}

export function formatTime(value: Seconds, digits = 3): string {
  if (value < 120) return withPrefix(value, 's', digits);
  if (value < 7200) return `${significant(value / 60, digits)} min`;
  if (value < 172800) return `${significant(value / 3600, digits)} h`;
  return `${significant(value / 86400, digits)} d`;
}

/** `1.2 kWh (0.9–1.6 kWh)`; ends keep their own unit because bands can span prefixes. */
export function formatBand(estimate: Estimate<Joules>, digits = 2): string {
  return `${formatEnergy(estimate.value, digits)} (${formatEnergy(estimate.low, digits)}–${formatEnergy(estimate.high, digits)})`;
}

/** Counts with thousands separators; exact, never rounded. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}
