import type { Assumption, Count, Factor, Figure, Footprint, Place } from '../footprint/schema.ts';
import {
  formatCarbon,
  formatCount,
  formatEnergy,
  formatTime,
  significant,
  withPrefix,
} from '../units/format.ts';
import { grams, joules, seconds } from '../units/quantity.ts';
import { describeSpan } from '../units/span.ts';

/** Turns a bare figure of the schema into text with its unit. */
export type Format = (value: number, digits?: number) => string;

export const asEnergy: Format = (value, digits) => formatEnergy(joules(value), digits);
export const asCarbon: Format = (value, digits) => formatCarbon(grams(value), digits);
/** Of a table whose head says that it is CO2eq. */
export const asGrams: Format = (value, digits) => asCarbon(value, digits).replace(/ CO2eq$/, '');
export const asTime: Format = (value, digits) => formatTime(seconds(value), digits);
export const asMoney: Format = (value, digits) => `$${significant(value, digits)}`;
export const asFlops: Format = (value, digits) => withPrefix(value, 'FLOPs', digits);
export const asMacs: Format = (value, digits) => withPrefix(value, 'MACs', digits);
export const asBytes: Format = (value, digits) => withPrefix(value, 'B', digits);
/** A number of inferences. */
export const asInferences: Format = (value, digits) => `${withPrefix(value, '', digits)} inferences`;
export const asPercent: Format = (value, digits = 2) => `${significant(value * 100, digits)} %`;

/** Two digits: a band of tens of percent leaves no third one any meaning. */
const DIGITS = 2;

/** Known, bounded from below, or unknown: the three states that every view keeps apart. */
type Amount = number | { readonly value: number | null; readonly low?: number; readonly reason?: string };

function lowerBound(amount: Amount): number | null {
  if (typeof amount === 'number' || amount.value !== null) return null;
  return amount.low ?? null;
}

/** `1.2 kWh`, `≥ 1.2 kWh` or `unknown`, without the band. */
export function formatValue(amount: Amount, format: Format, digits = DIGITS): string {
  if (typeof amount === 'number') return format(amount, digits);
  if (amount.value !== null) return format(amount.value, digits);
  const low = lowerBound(amount);
  return low === null ? 'unknown' : `≥ ${format(low, digits)}`;
}

/** `0.9–1.6 kWh`, `47 mg–1.1 g CO2eq`: what both ends have in common of their units is said once. */
export function formatEnds(low: number, high: number, format: Format, digits = DIGITS): string {
  const [left, right] = [format(low, digits), format(high, digits)];
  if (left === right) return left;
  const [leftUnit, rightUnit] = [unitOf(left), unitOf(right)];
  const lastWord = / \S+$/.exec(leftUnit.trimStart())?.[0] ?? '';
  const shared = leftUnit === rightUnit ? leftUnit : rightUnit.endsWith(lastWord) ? lastWord : '';
  return `${left.slice(0, left.length - shared.length)}–${right}`;
}

function unitOf(text: string): string {
  return /\s?[^\d.\s][^\d]*.*$/.exec(text)?.[0] ?? '';
}

/** Nothing at all is known of it, not even a bound. */
export function isUnknown(amount: Amount): boolean {
  return typeof amount !== 'number' && amount.value === null && lowerBound(amount) === null;
}

/** ` (0.9–1.6 kWh)`, or nothing where there is no band: what costs nothing costs it for certain. */
export function formatBandOf(figure: Figure, format: Format, digits = DIGITS): string {
  if (figure.value === null || figure.low === figure.high) return '';
  return ` (${formatEnds(figure.low, figure.high, format, digits)})`;
}

/** ` measured` where runs on the device have corrected the figure. */
export function measuredMark(figure: Figure): string {
  return 'measured' in figure && figure.measured !== undefined ? ' measured' : '';
}

/** `1.2 kWh (0.9–1.6 kWh)`, `≥ 1.2 kWh` or `unknown`; `1.2 kWh measured (…)` where runs have corrected it. */
export function formatFigure(figure: Figure, format: Format, digits = DIGITS): string {
  return formatValue(figure, format, digits) + measuredMark(figure) + formatBandOf(figure, format, digits);
}

/** As `formatFigure`, followed by the reason where the figure is not known. */
export function explainFigure(figure: Figure, format: Format, digits = DIGITS): string {
  const text = formatFigure(figure, format, digits);
  return figure.value === null ? `${text}: ${figure.reason}` : text;
}

/** A count in full: `25,557,032`, `≥ 1,000` or `unknown`. */
export function formatFullCount(count: Count): string {
  return formatValue(count, (value) => formatCount(value));
}

/** `60,000`, `5.1` or `?`. */
export function formatFactor(factor: Factor): string {
  if (factor.value === null) return '?';
  return Number.isInteger(factor.value) ? formatCount(factor.value) : significant(factor.value, 3);
}

/** The known part of a count, or null when nothing is known. */
export function atLeast(count: Count): number | null {
  if (typeof count === 'number') return count;
  return lowerBound(count);
}

/** Read and written bytes together: known only where both are, else a bound where one is. */
export function sumCounts(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  const [lowA, lowB] = [atLeast(a), atLeast(b)];
  const reason = [a, b].map((count) => (typeof count === 'number' ? '' : count.reason)).find(Boolean) ?? '';
  if (lowA === null && lowB === null) return { value: null, reason };
  return { value: null, low: (lowA ?? 0) + (lowB ?? 0), high: null, reason };
}

/** `part / whole`, or null where either is not known. */
export function shareOf(part: Figure, whole: Figure): number | null {
  if (part.value === null || whole.value === null || whole.value === 0) return null;
  return part.value / whole.value;
}

/** `1 × 3 × 224 × 224`, an unknown dimension as `?`; a scalar as `scalar`. */
export function formatShape(shape: readonly (number | null)[] | null): string {
  if (shape === null) return 'unknown';
  return shape.length === 0 ? 'scalar' : shape.map((size) => size ?? '?').join(' × ');
}

/** What carbon and price are of: `of search and training`, `of training and 1,000,000 inferences`; empty: of nothing. */
export function coverage({ training, search, lifecycle: { inferences } }: Footprint): string {
  const stages = [
    ...(search === null ? [] : ['search']),
    ...(training === null ? [] : ['training']),
    ...(inferences.value === null ? [] : [`${formatFactor(inferences)} inferences`]),
  ];
  const last = stages.pop();
  if (last === undefined) return '';
  return `of ${stages.length === 0 ? last : `${stages.join(', ')} and ${last}`}`;
}

/** `1.58`, `400 gCO2eq/kWh`, `1 sample`, `unknown`. */
export function assumedValue({ value, unit }: Assumption): string {
  if (value === null) return 'unknown';
  const text = typeof value === 'string' || Number.isInteger(value) ? String(value) : significant(value, 3);
  if (unit === null) return text;
  return `${text} ${value === 1 ? unit.replace(/(?<=[a-z]{3})s$/, '') : unit}`;
}

/** What was assumed, in words: `inference device idle` for `inferenceDevice.idle`. */
export function assumedName({ name }: Assumption): string {
  return name
    .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replaceAll('.', ' ')
    .replace(/\bpue\b/, 'PUE');
}

/** `model.py:12` */
export function formatPlace(place: Place): string {
  return describeSpan(place);
}
