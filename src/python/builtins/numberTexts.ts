/** Python's numbers as texts: what `int(text)` and `float(text)` read, and what `repr` writes. */
import { PyFloat } from '../runtime/values.ts';
import { normalise, type PyInt, type PyNumber } from './numbers.ts';

const PREFIX_BASE: ReadonlyMap<string, number> = new Map([
  ['0x', 16],
  ['0o', 8],
  ['0b', 2],
]);

/** `int(text, base)`; undefined where Python raises ValueError. */
export function parseInteger(text: string, base = 10): PyInt | undefined {
  const match = /^\s*([-+]?)(0[xXoObB])?(_?[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, sign = ''] = match;
  let [, , prefix = '', digits = ''] = match;
  const prefixBase = PREFIX_BASE.get(prefix.toLowerCase());
  if (prefixBase !== undefined && base !== prefixBase) {
    if (base === 0) base = prefixBase;
    else [prefix, digits] = ['', prefix + digits];
  }
  if (base === 0) {
    // Like a literal: no leading zeros.
    if (/^0[0_]*[1-9]/.test(digits)) return undefined;
    base = 10;
  }
  if (prefix === '' && digits.startsWith('_')) return undefined;
  let value = 0n;
  for (const character of digits.replaceAll('_', '').toLowerCase()) {
    const digit = parseInt(character, 36);
    if (Number.isNaN(digit) || digit >= base) return undefined;
    value = value * BigInt(base) + BigInt(digit);
  }
  return normalise(sign === '-' ? -value : value);
}

/** `float(text)`; undefined where Python raises ValueError. */
export function parseDouble(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  const special = /^([-+]?)(inf|infinity|nan)$/.exec(trimmed);
  if (special !== null) {
    if (special[2] === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  const digits = String.raw`\d+(?:_\d+)*`;
  const pattern = new RegExp(`^[-+]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[-+]?${digits})?$`);
  return pattern.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

/** Python's `repr` of an int, bool or float. */
export function numberText(value: PyNumber): string {
  if (value instanceof PyFloat) return doubleText(value.value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value.toString();
}

/** `repr(float)`: the shortest digits that read back, exponent form below 1e-4 and from 1e16. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace('-', '').replace('.', '');
  const point = exponent + 1;
  let text: string;
  if (point <= 0) text = `0.${'0'.repeat(-point)}${digits}`;
  else if (digits.length <= point) text = `${digits.padEnd(point, '0')}.0`;
  else text = `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${text}` : text;
}
