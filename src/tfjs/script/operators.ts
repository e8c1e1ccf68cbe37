/** JavaScript's binary and unary operators, over known values, unknown ones and those that depend on a loop. */
import { combineIndexed, indexedResult, mapIndexed } from '../../python/runtime/indexed.ts';
import { Indexed, PyClass, PyFloat, PySingleton, Unknown } from '../../python/runtime/values.ts';
import type { IndexedValue, Value } from '../../python/runtime/values.ts';
import type { BinaryOperator } from '../syntax/ast.ts';
import { isCallable, isObject, numberOf, textOf, toKey, toPrimitive } from './conversions.ts';
import { hasMember } from './members.ts';
import { fromNumber, plainNumber, type Primitive } from './numbers.ts';
import type { Script } from './script.ts';
import { JsFunction, Prototype, UNDEFINED } from './values.ts';

export function binary(js: Script, op: BinaryOperator, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return arithmetic(js, op, left, right);
  if (left instanceof Unknown) return op === 'instanceof' || op === 'in' ? left : likewise(left, op);
  if (right instanceof Unknown) return likewise(right, op);
  switch (op) {
    case 'instanceof':
      return instanceOf(js, left, right);
    case 'in': {
      const key = toKey(js, left);
      if (!isObject(right)) {
        throw js.error('TypeError', "Cannot use 'in' operator to search for a key in a primitive value");
      }
      return key instanceof Unknown ? key : hasMember(js, right, key);
    }
    case '===':
    case '!==':
    case '==':
    case '!=':
      return equality(js, op, left, right);
    default:
      break;
  }
  if (left instanceof Indexed || right instanceof Indexed) {
    const combined = combineIndexed(left, right, (a, b) => onIteration(js, op, a, b));
    if (combined !== undefined) return combined;
  }
  const isComparison = op === '<' || op === '<=' || op === '>' || op === '>=';
  const a = toPrimitive(js, left, op === '+' ? 'default' : 'number');
  if (a instanceof Unknown) return a;
  const b = toPrimitive(js, right, op === '+' ? 'default' : 'number');
  if (b instanceof Unknown) return b;
  if (op === '+' && (typeof a === 'string' || typeof b === 'string')) return textOf(js, a) + textOf(js, b);
  if (isComparison && typeof a === 'string' && typeof b === 'string') return compared(op, a, b);
  return onPrimitives(js, op, a, b);
}

/** What is unknown stays so; of a comparison nobody expects a side any more. */
function likewise(unknown: Unknown, op: BinaryOperator): Unknown {
  const keeps = unknown.likely === null || op === '==' || op === '===';
  return keeps ? unknown : new Unknown(unknown.reason, unknown.span);
}

function onIteration(
  js: Script,
  op: BinaryOperator,
  a: IndexedValue,
  b: IndexedValue,
): IndexedValue | undefined {
  const [x, y] = [indexedNumber(a), indexedNumber(b)];
  return indexedResult(arithmetic(js, op, x, y));
}

function indexedNumber(value: IndexedValue): number {
  return value instanceof PyFloat ? value.value : Number(value);
}

function onPrimitives(js: Script, op: BinaryOperator, a: Primitive, b: Primitive): Value {
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    if (typeof a === 'bigint' && typeof b === 'bigint') return onBigInts(js, op, a, b);
    if (op === '<' || op === '<=' || op === '>' || op === '>=') return compared(op, Number(a), Number(b));
    throw js.error('TypeError', 'Cannot mix BigInt and other types, use explicit conversions');
  }
  return arithmetic(js, op, numberOf(js, a), numberOf(js, b));
}

function compared<T extends string | number | bigint>(op: BinaryOperator, a: T, b: T): boolean {
  switch (op) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

function arithmetic(js: Script, op: BinaryOperator, a: number, b: number): Value {
  switch (op) {
    case '+':
      return fromNumber(a + b);
    case '-':
      return fromNumber(a - b);
    case '*':
      return fromNumber(a * b);
    case '/':
      return fromNumber(a / b);
    case '%':
      return fromNumber(a % b);
    case '**':
      return fromNumber(a ** b);
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '>>>':
      return a >>> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(op, a, b);
    case '==':
    case '===':
      return a === b;
    case '!=':
    case '!==':
      return a !== b;
    case 'in':
      throw js.error('TypeError', "Cannot use 'in' operator to search for a key in a number");
    case 'instanceof':
      throw js.error('TypeError', "Right-hand side of 'instanceof' is not callable");
  }
}

/** Bits of the largest power that is worked out. */
const MOST_BITS = 100_000n;

function onBigInts(js: Script, op: BinaryOperator, a: bigint, b: bigint): Value {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%':
      if (b === 0n) throw js.error('RangeError', 'Division by zero');
      return op === '/' ? a / b : a % b;
    case '**':
    case '<<':
      if (b > MOST_BITS) throw js.error('RangeError', 'Maximum BigInt size exceeded');
      return op === '**' ? a ** b : a << b;
    case '>>':
      return a >> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return compared(op, a, b);
  }
}

function equality(js: Script, op: BinaryOperator, left: Value, right: Value): Value {
  const isLoose = op === '==' || op === '!=';
  const isNegated = op === '!=' || op === '!==';
  if (left instanceof Indexed || right instanceof Indexed) {
    const combined = combineIndexed(
      left,
      right,
      (a, b) => (indexedNumber(a) === indexedNumber(b)) !== isNegated,
    );
    if (combined !== undefined) return combined;
  }
  const equal = isLoose ? looselyEqual(js, left, right) : strictlyEqual(left, right);
  return equal instanceof Unknown ? equal : equal !== isNegated;
}

export function strictlyEqual(left: Value, right: Value): boolean {
  if (left === right) return !(left instanceof PyFloat && Number.isNaN(left.value));
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a !== undefined && b !== undefined) return a === b;
  return left instanceof Prototype && right instanceof Prototype && left.cls === right.cls;
}

/** As `===`, but NaN equals itself. */
export function sameValueZero(left: Value, right: Value): boolean {
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a !== undefined && b !== undefined && Number.isNaN(a) && Number.isNaN(b)) return true;
  return strictlyEqual(left, right);
}

function looselyEqual(js: Script, left: Value, right: Value): boolean | Unknown {
  const missing = (value: Value): boolean => value === null || value === UNDEFINED;
  if (missing(left) || missing(right)) return missing(left) && missing(right);
  if (isObject(left) && isObject(right)) return strictlyEqual(left, right);
  const a = toPrimitive(js, left);
  if (a instanceof Unknown) return a;
  const b = toPrimitive(js, right);
  if (b instanceof Unknown) return b;
  if (a === undefined || a === null || b === undefined || b === null) return a === b;
  if (a instanceof PySingleton || b instanceof PySingleton) return a === b;
  if (typeof a === typeof b) return a === b;
  if (typeof a === 'bigint' || typeof b === 'bigint') return Number(a) === Number(b);
  return numberOf(js, a) === numberOf(js, b);
}

export function instanceOf(js: Script, value: Value, right: Value): Value {
  if (right instanceof JsFunction) {
    return right.asClass !== null && isObject(value) && js.rt.classOf(value).isSubclassOf(right.asClass);
  }
  if (!(right instanceof PyClass)) {
    if (isCallable(right)) return js.unknown('whether it is an instance of what is no class');
    throw js.error('TypeError', "Right-hand side of 'instanceof' is not callable");
  }
  if (!isObject(value)) return false;
  const own = js.classOf(value);
  return own.isSubclassOf(right) || (own.unknownBase ?? false);
}

export function negate(js: Script, value: Value): Value {
  if (value instanceof Unknown) return value;
  if (value instanceof Indexed) {
    const negated = mapIndexed(value, (inner) => fromNumber(-indexedNumber(inner)));
    if (negated !== undefined) return negated;
  }
  const primitive = toPrimitive(js, value, 'number');
  if (primitive instanceof Unknown) return primitive;
  return typeof primitive === 'bigint' ? -primitive : fromNumber(-numberOf(js, primitive));
}

export function not(js: Script, value: Value): Value {
  if (value instanceof Indexed) {
    const negated = mapIndexed(value, (inner) => {
      const number = indexedNumber(inner);
      return number === 0 || Number.isNaN(number);
    });
    if (negated !== undefined) return negated;
  }
  const truth = js.truth(value);
  if (!(truth instanceof Unknown)) return !truth;
  return truth.likely === null ? truth : new Unknown(truth.reason, truth.span, !truth.likely);
}
