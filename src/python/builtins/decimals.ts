/** Exact decimal digits of a double, rounded half to even as Python's formatting and `round` do. */

/** The double as `mantissa · 2^exponent`. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** The integer nearest to `|value| · 10^digits`, ties to even. `value` must be finite. */
export function scaledInteger(value: number, digits: number): bigint {
  const { mantissa, exponent } = decompose(Math.abs(value));
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (digits >= 0) numerator *= 10n ** BigInt(digits);
  else denominator *= 10n ** BigInt(-digits);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

/** `|value|` with exactly `digits` decimals, without sign. */
export function fixedDigits(value: number, digits: number): string {
  const text = scaledInteger(value, digits)
    .toString()
    .padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** `|value|` as `digits + 1` significant digits and a decimal exponent. */
export function scientificDigits(value: number, digits: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(digits + 1), exponent: 0 };
  let exponent = Number(Math.abs(value).toExponential().split('e')[1] ?? 0);
  let text = scaledInteger(value, digits - exponent).toString();
  if (text.length > digits + 1) {
    exponent += 1;
    text = scaledInteger(value, digits - exponent).toString();
  }
  return { digits: text, exponent };
}

/** `round(value, digits)`. */
export function roundDouble(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  const scaled = scaledInteger(value, digits);
  const magnitude = Number(`${scaled}e${-digits}`);
  return value < 0 || Object.is(value, -0) ? -magnitude : magnitude;
}
