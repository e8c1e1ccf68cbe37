import type { Literal } from '../ast.ts';

/** CPython refuses longer decimal integers in source. */
const MAX_DECIMAL_DIGITS = 4300;

/** The value of an integer, float or imaginary literal; null when it is not one in Python 3. */
export function parseNumber(text: string): Literal | null {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(digits)) return integer(digits);
  if (digits.endsWith('j')) return { type: 'imaginary', value: Number(digits.slice(0, -1)) };
  if (!/^[0-9]+$/.test(digits)) {
    const value = Number(digits);
    return Number.isNaN(value) ? null : { type: 'float', value };
  }
  if (/^0+[1-9]/.test(digits) || digits.length > MAX_DECIMAL_DIGITS) return null;
  return integer(digits);
}

function integer(digits: string): Literal | null {
  if (digits.endsWith('l')) return null;
  const value = Number(digits);
  return { type: 'int', value: Number.isSafeInteger(value) ? value : BigInt(digits) };
}
