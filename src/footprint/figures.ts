/** From what the cost model and the recipe say to the leaves of the schema. */
import type { Amount } from '../cost/amount.ts';
import type { Platform } from '../cost/platform.ts';
import type { Found, Given, Origin } from '../units/found.ts';
import type { Quantity } from '../units/quantity.ts';
import type { SourceSpan } from '../units/span.ts';
import type { Completeness } from '../units/completeness.ts';
import { remedyOf } from './remedies.ts';
import type { Count, Factor, Figure, Footprint, Place } from './schema.ts';

/** The source of every figure that the cost model computes. */
export const COST_MODEL = 'Wattlens cost model: roofline per operation with the catalogue’s coefficients';

/** The same for a figure on one machine: of a TPU or an edge device no measurement is behind it. */
export function costModelOn({ coefficients }: Platform): string {
  return coefficients.isCalibrated ? COST_MODEL : `${COST_MODEL}, uncalibrated class`;
}

/** @param measured by which runs it was corrected; null: by none */
export function figureOf(
  amount: Amount<Quantity<string>>,
  source: string = COST_MODEL,
  measured: string | null = null,
): Figure {
  const mark = measured === null ? {} : { measured };
  switch (amount.state) {
    case 'known': {
      const { value, low, high } = amount.estimate;
      return { value, low, high, source, ...mark };
    }
    case 'at-least':
      return { value: null, low: amount.low, high: null, reason: amount.reason, source, ...mark };
    case 'unknown':
      return { value: null, reason: amount.reason, source };
  }
}

/** @param missingSource where a value was looked for that was not found */
export function factorOf(found: Found<number>, missingSource = 'read from the code'): Factor {
  const range = found.span === null ? {} : { range: placeOf(found.span) };
  return found.known
    ? { value: found.value, source: sourceOf(found), ...range }
    : { value: null, reason: found.reason, source: missingSource, ...range };
}

const ORIGINS: Readonly<Record<Origin, string>> = {
  flag: 'command line',
  pragma: 'pragma',
  'config-file': 'configuration file',
  'workspace-setting': 'workspace settings',
  code: 'code',
  'user-setting': 'user settings',
  default: 'default',
};

export function sourceOf({ detail, origin }: Given<unknown>): string {
  return detail === '' ? ORIGINS[origin] : detail;
}

export function placeOf({ uri, start, end }: SourceSpan): Place {
  return {
    uri,
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

/** A count that is a lower bound where something is missing. */
export function countOf(value: number, missing: string | null): Count {
  return missing === null ? value : { value: null, low: value, high: null, reason: missing };
}

export function completenessOf({ level, reasons }: Completeness): Footprint['completeness'] {
  return {
    level,
    reasons: reasons.map(({ text, span }) => {
      const remedy = remedyOf(text);
      const range = span === null ? null : placeOf(span);
      return { text, range, ...(remedy === null ? {} : { remedy }) };
    }),
  };
}
