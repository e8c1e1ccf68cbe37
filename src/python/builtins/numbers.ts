/**
 * Python's arithmetic on `int`, `bool` and `float`: ints are exact (a bigint beyond the safe range,
 * normalised back to a number within it), floats are IEEE doubles.
 */
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { Indexed, PyFloat, PyObject } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';

export type PyInt = number | bigint;
export type PyNumber = boolean | PyInt | PyFloat;

/** What went wrong, as the Python exception of that name; the caller has the runtime to raise it. */
export class NumberError extends Error {
  readonly type: 'ZeroDivisionError' | 'OverflowError' | 'ValueError' | 'TypeError' | 'MemoryError';
  constructor(type: NumberError['type'], message: string) {
    super(message);
    this.type = type;
  }
}

/**
 * Largest integer that is worked out, in bits: far beyond what model code needs, and small enough that a loop that doubles
 * one without end costs as little as any other.
 */
const MAX_BITS = 65_536;
const LARGEST = 1n << BigInt(MAX_BITS);

/** The number a value is, or carries as an instance of a subclass of `int` or `float`. */
export function asPyNumber(value: Value): PyNumber | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    case 'object':
      if (value instanceof PyFloat) return value;
      if (value instanceof Indexed) return value.escape();
      if (value instanceof PyObject && value.payload !== undefined) return asPyNumber(value.payload);
      return undefined;
    default:
      return undefined;
  }
}

/** The exact integer of an `int` or `bool`; undefined for anything else. */
export function asPyInt(value: Value): PyInt | undefined {
  const number = asPyNumber(value);
  if (number === undefined || number instanceof PyFloat) return undefined;
  return typeof number === 'boolean' ? Number(number) : number;
}

/** A bigint where it must be one, else a number. */
export function normalise(value: bigint): PyInt {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/** The same for what operations on integers give. Raises MemoryError beyond the largest one that is worked out. */
function bounded(value: bigint): PyInt {
  if (value > LARGEST || value < -LARGEST) throw new NumberError('MemoryError', 'the integer is too large');
  return normalise(value);
}

/** A double as `float()` of an int gives it. Raises OverflowError beyond the doubles. */
export function toDouble(value: PyNumber): number {
  if (value instanceof PyFloat) return value.value;
  const double = Number(value);
  if (!Number.isFinite(double)) throw new NumberError('OverflowError', 'int too large to convert to float');
  return double;
}

/** `a op b`; undefined when one of them is no number or the operator is not for them. */
export function arithmetic(op: BinaryOperator, a: Value, b: Value): Value | undefined {
  const left = asPyNumber(a);
  if (left === undefined) return undefined;
  const right = asPyNumber(b);
  if (right === undefined) return undefined;
  if (left instanceof PyFloat || right instanceof PyFloat) {
    const result = floatArithmetic(op, left, right);
    return result === undefined ? undefined : new PyFloat(result);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (op === '&') return left && right;
    if (op === '|') return left || right;
    if (op === '^') return left !== right;
  }
  return intArithmetic(op, integer(left), integer(right));
}

function integer(value: boolean | PyInt): PyInt {
  return typeof value === 'boolean' ? Number(value) : value;
}

function floatArithmetic(op: BinaryOperator, left: PyNumber, right: PyNumber): number | undefined {
  const a = toDouble(left);
  const b = toDouble(right);
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw new NumberError('ZeroDivisionError', 'float division by zero');
      return a / b;
    case '//':
      return floatDivmod(a, b)[0];
    case '%':
      return floatDivmod(a, b)[1];
    case '**':
      return floatPower(a, b);
    default:
      return undefined;
  }
}

/** As CPython's `float_divmod`: the remainder has the divisor's sign. */
export function floatDivmod(a: number, b: number): readonly [number, number] {
  if (b === 0) throw new NumberError('ZeroDivisionError', 'float floor division by zero');
  let remainder = a % b;
  let quotient = (a - remainder) / b;
  if (remainder !== 0) {
    if (b < 0 !== remainder < 0) {
      remainder += b;
      quotient -= 1;
    }
  } else {
    remainder = b < 0 ? -0 : 0;
  }
  if (quotient === 0) return [a / b < 0 ? -0 : 0, remainder];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, remainder];
}

function floatPower(a: number, b: number): number | undefined {
  if (a === 1 || b === 0) return 1;
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  if (a === 0 && b < 0) {
    throw new NumberError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  }
  // A complex number in Python; the caller says so.
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) return undefined;
  const result = a ** b;
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new NumberError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return result;
}

function intArithmetic(op: BinaryOperator, a: PyInt, b: PyInt): Value | undefined {
  switch (op) {
    case '+':
      return typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)
        ? a + b
        : bounded(BigInt(a) + BigInt(b));
    case '-':
      return typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a - b)
        ? a - b
        : bounded(BigInt(a) - BigInt(b));
    case '*':
      return multiply(a, b);
    case '/':
      return new PyFloat(trueDivide(a, b));
    case '//':
      return intDivmod(a, b)[0];
    case '%':
      return intDivmod(a, b)[1];
    case '**':
      return power(a, b);
    case '<<':
      return shiftLeft(a, b);
    case '>>':
      return shiftRight(a, b);
    case '&':
      return isInt32(a) && isInt32(b) ? a & b : normalise(BigInt(a) & BigInt(b));
    case '|':
      return isInt32(a) && isInt32(b) ? a | b : normalise(BigInt(a) | BigInt(b));
    case '^':
      return isInt32(a) && isInt32(b) ? a ^ b : normalise(BigInt(a) ^ BigInt(b));
    case '@':
      return undefined;
  }
}

function isInt32(value: PyInt): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

export function multiply(a: PyInt, b: PyInt): PyInt {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return bounded(BigInt(a) * BigInt(b));
}

/** `divmod` on ints: the quotient is rounded towards minus infinity. */
export function intDivmod(a: PyInt, b: PyInt): readonly [PyInt, PyInt] {
  if (Number(b) === 0) throw new NumberError('ZeroDivisionError', 'integer division or modulo by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    let remainder = a % b;
    if (remainder !== 0 && remainder < 0 !== b < 0) remainder += b;
    if (Number.isSafeInteger(a - remainder)) {
      const quotient = (a - remainder) / b;
      return [quotient === 0 ? 0 : quotient, remainder === 0 ? 0 : remainder];
    }
  }
  const dividend = BigInt(a);
  const divisor = BigInt(b);
  let quotient = dividend / divisor;
  let remainder = dividend % divisor;
  if (remainder !== 0n && remainder < 0n !== divisor < 0n) {
    quotient -= 1n;
    remainder += divisor;
  }
  return [normalise(quotient), normalise(remainder)];
}

function trueDivide(a: PyInt, b: PyInt): number {
  if (Number(b) === 0) throw new NumberError('ZeroDivisionError', 'division by zero');
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  const dividend = BigInt(a);
  const divisor = BigInt(b);
  if (dividend === 0n) return 0;
  // A quotient of more than 64 bits, its last bit sticky, rounds once when it becomes a double.
  const shift = Math.max(0, 66 + bitLength(divisor) - bitLength(dividend));
  const scaled = dividend << BigInt(shift);
  let quotient = scaled / divisor;
  if (scaled % divisor !== 0n) quotient = (quotient << 1n) | 1n;
  else quotient <<= 1n;
  const result = Number(quotient) / 2 ** (shift + 1);
  if (!Number.isFinite(result)) {
    throw new NumberError('OverflowError', 'integer division result too large for a float');
  }
  return result;
}

function power(base: PyInt, exponent: PyInt): Value {
  if (exponent < 0) {
    if (Number(base) === 0) {
      throw new NumberError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    }
    return new PyFloat(toDouble(base) ** toDouble(exponent));
  }
  let small = typeof base === 'number' ? 1 : NaN;
  for (let i = 0; i < exponent && i < 64 && Number.isSafeInteger(small); i++) small *= Number(base);
  if (exponent < 64 && Number.isSafeInteger(small)) return small === 0 ? 0 : small;
  if (base === 0 || base === 1) return base;
  if (base === -1) return intDivmod(exponent, 2)[1] === 0 ? 1 : -1;
  if (Number(exponent) * bitLength(BigInt(base)) > MAX_BITS) {
    throw new NumberError('MemoryError', 'the integer is too large');
  }
  return bounded(BigInt(base) ** BigInt(exponent));
}

/** `pow(base, exponent, modulus)` for a non-negative exponent. */
export function powerModulo(base: PyInt, exponent: PyInt, modulus: PyInt): PyInt {
  if (Number(modulus) === 0) throw new NumberError('ValueError', 'pow() 3rd argument cannot be 0');
  if (exponent < 0) throw new NumberError('ValueError', 'base is not invertible for the given modulus');
  const m = BigInt(modulus);
  let result = 1n;
  let square = BigInt(base) % m;
  for (let rest = BigInt(exponent); rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  return intDivmod(normalise(result), modulus)[1];
}

function shiftLeft(a: PyInt, by: PyInt): PyInt {
  if (by < 0) throw new NumberError('ValueError', 'negative shift count');
  if (Number(a) === 0) return 0;
  if (Number(by) > MAX_BITS) throw new NumberError('MemoryError', 'the integer is too large');
  return bounded(BigInt(a) << BigInt(by));
}

function shiftRight(a: PyInt, by: PyInt): PyInt {
  if (by < 0) throw new NumberError('ValueError', 'negative shift count');
  return normalise(BigInt(a) >> BigInt(by));
}

export function negateNumber(value: PyNumber): PyNumber {
  if (value instanceof PyFloat) return new PyFloat(-value.value);
  const int = integer(value);
  return typeof int === 'bigint' ? normalise(-int) : int === 0 ? 0 : -int;
}

export function invertNumber(value: PyInt | boolean): PyInt {
  return normalise(~BigInt(value));
}

export function absolute(value: PyNumber): PyNumber {
  if (value instanceof PyFloat) return new PyFloat(Math.abs(value.value));
  const int = integer(value);
  return int < 0 ? negateNumber(int) : int;
}

/** `a op b` for two numbers, exact between ints and floats; undefined when one is no number. */
export function compareNumbers(op: CompareOperator, a: Value, b: Value): boolean | undefined {
  const first = asPyNumber(a);
  if (first === undefined) return undefined;
  const second = asPyNumber(b);
  if (second === undefined) return undefined;
  const left = comparable(first);
  const right = comparable(second);
  switch (op) {
    case '==':
      return left >= right && left <= right;
    case '!=':
      return !(left >= right && left <= right);
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return undefined;
  }
}

/** JavaScript compares numbers and bigints by mathematical value, as Python does. */
function comparable(value: PyNumber): number | bigint {
  if (value instanceof PyFloat) return value.value;
  return typeof value === 'boolean' ? Number(value) : value;
}

export function bitLength(value: bigint | number): number {
  const magnitude = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}

/** `int(x)` of a double: towards zero. */
export function truncate(value: number): PyInt {
  if (Number.isNaN(value)) throw new NumberError('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value)) {
    throw new NumberError('OverflowError', 'cannot convert float infinity to integer');
  }
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? (whole === 0 ? 0 : whole) : BigInt(whole);
}
