/** Single values of the catalogue's files. */
import * as v from 'valibot';

export const text = v.pipe(v.string(), v.trim(), v.minLength(1));
export const year = v.pipe(v.number(), v.integer(), v.minValue(1990), v.maxValue(2030));
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
export const nonNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
export const fraction = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
export const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9.+-]*$/));
