/** Comparison, identity and membership. */
import { compareNumbers } from '../builtins/numbers.ts';
import { dictHas, setHas } from '../builtins/hash.ts';
import type { CompareOperator } from '../syntax/ast.ts';
import { isAmount, mostOf, withoutAmount } from './amounts.ts';
import { classMethod } from './dunders.ts';
import { HostObject } from './host.ts';
import { combineIndexed, escape, mapIndexed, truthOfNumber } from './indexed.ts';
import type { Interpreter } from './interpreter.ts';
import { payload } from './payload.ts';
import {
  Indexed,
  NOT_IMPLEMENTED,
  PyBytes,
  PyDict,
  PyFloat,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  Unknown,
} from './values.ts';
import type { Value } from './values.ts';

export function negate(it: Interpreter, value: Value): Value {
  if (value instanceof Indexed) {
    const followed = mapIndexed(value, (inner) => !truthOfNumber(inner));
    if (followed !== undefined) return followed;
  }
  const truth = it.truth(value);
  if (!(truth instanceof Unknown)) return !truth;
  return truth.likely === null ? truth : new Unknown(truth.reason, truth.span, !truth.likely);
}

export function compare(it: Interpreter, op: CompareOperator, left: Value, right: Value): Value {
  switch (op) {
    case 'is':
      return identity(left, right);
    case 'is not':
      return negate(it, identity(left, right));
    case 'in':
      return contains(it, right, left);
    case 'not in':
      return negate(it, contains(it, right, left));
    default:
      return relation(it, op, left, right);
  }
}

function relation(
  it: Interpreter,
  op: '==' | '!=' | '<' | '<=' | '>' | '>=',
  left: Value,
  right: Value,
): Value {
  if (left instanceof HostObject || right instanceof HostObject) {
    const result = hostCompare(it, op, left, right);
    if (result !== undefined) return result;
  }
  if (left instanceof Unknown || right instanceof Unknown) {
    const bounded = beyondBound(it, op, left, right);
    if (bounded !== undefined) return bounded;
    const unknown = withoutAmount(left instanceof Unknown ? left : right);
    const isTurn = (op === '==' || op === '!=') && (left instanceof Indexed || right instanceof Indexed);
    // The number of an iteration is seldom the one that is asked for.
    return isTurn && unknown instanceof Unknown
      ? new Unknown(unknown.reason, unknown.span, op === '!=')
      : unknown;
  }
  if (left instanceof Indexed || right instanceof Indexed) {
    const followed = combineIndexed(left, right, (a, b) => compareNumbers(op, a, b), op);
    if (followed !== undefined) return followed;
    return relation(it, op, escape(left), escape(right));
  }
  const dunder = dunderCompare(it, op, left, right);
  if (dunder !== undefined) return dunder;
  const numbers = compareNumbers(op, payload(left), payload(right));
  if (numbers !== undefined) return numbers;
  if (op === '==' || op === '!=') {
    const equal = structurallyEqual(it, left, right);
    return equal instanceof Unknown ? equal : equal === (op === '==');
  }
  return ordering(it, op, left, right);
}

function ordering(it: Interpreter, op: '<' | '<=' | '>' | '>=', left: Value, right: Value): Value {
  const a = payload(left);
  const b = payload(right);
  if (typeof a === 'string' && typeof b === 'string') {
    return op === '<' ? a < b : op === '<=' ? a <= b : op === '>' ? a > b : a >= b;
  }
  if ((a instanceof PyTuple && b instanceof PyTuple) || (a instanceof PyList && b instanceof PyList)) {
    for (const [i, item] of a.items.entries()) {
      const other = b.items[i];
      if (other === undefined) break;
      const equal = it.equals(item, other);
      if (equal instanceof Unknown) return equal;
      if (!equal) return relation(it, op, item, other);
    }
    return compareNumbers(op, a.items.length, b.items.length) ?? false;
  }
  if (a instanceof PySet && b instanceof PySet) {
    const subset = (x: PySet, y: PySet): boolean => [...x.entries.keys()].every((k) => y.entries.has(k));
    const strict = a.entries.size !== b.entries.size;
    if (op === '<' || op === '<=') return subset(a, b) && (op === '<=' || strict);
    return subset(b, a) && (op === '>=' || strict);
  }
  throw it.error(
    'TypeError',
    `'${op}' not supported between instances of '${it.typeName(left)}' and '${it.typeName(right)}'`,
  );
}

export function structurallyEqual(it: Interpreter, left: Value, right: Value): boolean | Unknown {
  if (left === right) return true;
  const a = payload(left);
  const b = payload(right);
  for (const side of [a, b]) {
    const isContainer = side instanceof PyList || side instanceof PyDict || side instanceof PySet;
    if (isContainer && side.taint !== null) return side.taint;
  }
  if ((a instanceof PyTuple && b instanceof PyTuple) || (a instanceof PyList && b instanceof PyList)) {
    if (a.items.length !== b.items.length) return false;
    for (const [i, item] of a.items.entries()) {
      const equal = it.equals(item, b.items[i] ?? null);
      if (equal !== true) return equal;
    }
    return true;
  }
  if (a instanceof PyDict && b instanceof PyDict) {
    if (a.entries.size !== b.entries.size) return false;
    for (const [key, value] of a.entries) {
      const other = b.entries.get(key);
      if (other === undefined) return false;
      const equal = it.equals(value, other);
      if (equal !== true) return equal;
    }
    return true;
  }
  if (a instanceof PySet && b instanceof PySet) {
    return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
  }
  if (a instanceof PyRange && b instanceof PyRange) {
    // As sequences: what a step or a start is does not matter where nothing shows it.
    const { length } = a;
    return length === b.length && (length === 0 || a.start === b.start) && (length < 2 || a.step === b.step);
  }
  if (a instanceof PyBytes && b instanceof PyBytes) {
    return a.value.length === b.value.length && a.value.every((byte, i) => byte === b.value[i]);
  }
  if (a instanceof PySlice && b instanceof PySlice) {
    const parts = [it.equals(a.start, b.start), it.equals(a.stop, b.stop), it.equals(a.step, b.step)];
    return parts.find((part) => part instanceof Unknown) ?? parts.every((part) => part === true);
  }
  if (left instanceof Object && right instanceof Object && 'kind' in left && left.kind === 'method') {
    return 'kind' in right && right.kind === 'method' && left.fn === right.fn && left.self === right.self;
  }
  if (a !== left || b !== right) return a === b;
  return false;
}

const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** `step >= min(1000, n)` is true from 1000 on, whatever `n` is. Undefined: it is not known. */
function beyondBound(
  it: Interpreter,
  op: '==' | '!=' | '<' | '<=' | '>' | '>=',
  left: Value,
  right: Value,
): boolean | undefined {
  if (op === '==' || op === '!=') return undefined;
  if (left instanceof Unknown) {
    return right instanceof Unknown ? undefined : beyondBound(it, MIRRORED[op], right, left);
  }
  const most = right instanceof Unknown ? mostOf(right) : null;
  if (most === null) return undefined;
  const isAbove = op === '>' || op === '<=';
  const reached = it.truth(relation(it, isAbove ? '>' : '>=', left, most));
  return reached === true ? op === '>' || op === '>=' : undefined;
}

function isCount(value: Value): boolean {
  return value instanceof Unknown && isAmount(value);
}

function identity(left: Value, right: Value): Value {
  if (left === right && !(left instanceof Unknown)) return true;
  // None, classes and modules are never what an unknown number or text is, but it may be any of them.
  if ((left === null && isCount(right)) || (right === null && isCount(left))) return false;
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (left instanceof Indexed || right instanceof Indexed) return false;
  if (left instanceof PyFloat && right instanceof PyFloat) return left.value === right.value;
  if (left instanceof PyTuple && right instanceof PyTuple) {
    return left.items.length === 0 && right.items.length === 0;
  }
  return false;
}

export function contains(it: Interpreter, container: Value, item: Value): Value {
  if (container instanceof Unknown) return container;
  if (item instanceof Indexed) {
    return containsIndexed(it, container, item) ?? contains(it, container, item.escape());
  }
  if (container instanceof PyDict || container instanceof PySet) {
    if (container.taint !== null) return container.taint;
    // Nothing is in what is empty, whatever it is.
    if (item instanceof Unknown) return container.entries.size === 0 && container.cls === null ? false : item;
    const found = container instanceof PyDict ? dictHas(it, container, item) : setHas(it, container, item);
    if (found === true || !(container.cls !== null)) return found;
  }
  const text = payload(container);
  if (typeof text === 'string') {
    const part = payload(item);
    if (part instanceof Unknown) return part;
    if (typeof part !== 'string') {
      throw it.error('TypeError', `'in <string>' requires string as left operand, not ${it.typeName(item)}`);
    }
    return text.includes(part);
  }
  if (container instanceof PyBytes && item instanceof PyBytes) {
    return String.fromCharCode(...container.value).includes(String.fromCharCode(...item.value));
  }
  if (container instanceof PyRange) {
    const number = payload(item);
    if (typeof number === 'number') {
      const { start, stop, step } = container;
      const inside = step > 0 ? number >= start && number < stop : number <= start && number > stop;
      return inside && (number - start) % step === 0;
    }
  }
  if (container instanceof PyBytes && item instanceof PyBytes) return includesBytes(container, item);
  const own = classMethod(it, container, '__contains__');
  if (own !== undefined) {
    const truth = it.truth(it.call(own, [container, item]));
    return truth;
  }
  if (container instanceof HostObject) {
    const result = container.compare(it, 'in', item, true);
    if (result !== undefined) return result;
  }
  const elements = it.elements(container);
  if (elements instanceof Unknown) return elements;
  let unknown: Unknown | null = null;
  for (const element of elements) {
    const equal = element === item || it.equals(element, item);
    if (equal === true) return true;
    if (equal instanceof Unknown) unknown ??= equal;
  }
  return unknown ?? false;
}

const REFLECTED_COMPARE: Record<string, CompareOperator> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

function hostCompare(it: Interpreter, op: CompareOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof HostObject) {
    const result = left.compare(it, op, escape(right), false);
    if (result !== undefined) return result;
  }
  return right instanceof HostObject
    ? right.compare(it, REFLECTED_COMPARE[op] ?? op, escape(left), true)
    : undefined;
}

const COMPARE_DUNDERS: Record<string, readonly [string, string]> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

function dunderCompare(it: Interpreter, op: CompareOperator, left: Value, right: Value): Value | undefined {
  const names = COMPARE_DUNDERS[op];
  if (names === undefined) return undefined;
  const attempts: readonly (readonly [Value, string, Value])[] = [
    [left, names[0], right],
    [right, names[1], left],
  ];
  for (const [receiver, name, other] of attempts) {
    const method = userMethod(it, receiver, name);
    if (method !== undefined) {
      const result = it.call(method, [receiver, other]);
      if (result !== NOT_IMPLEMENTED) return result;
    } else if (op === '!=') {
      const equal = userMethod(it, receiver, '__eq__');
      if (equal === undefined) continue;
      const result = it.call(equal, [receiver, other]);
      if (result !== NOT_IMPLEMENTED) return negate(it, result);
    }
  }
  return undefined;
}

function userMethod(it: Interpreter, value: Value, name: string): Value | undefined {
  if (value instanceof PyObject) {
    const found = it.findInClass(value.cls, name);
    return found === it.builtinClass('object').dict.get(name) ? undefined : found;
  }
  return classMethod(it, value, name);
}

function includesBytes(container: PyBytes, part: PyBytes): boolean {
  const last = container.value.length - part.value.length;
  for (let at = 0; at <= last; at++) {
    if (part.value.every((byte, i) => container.value[at + i] === byte)) return true;
  }
  return false;
}

/** Membership in a container as it is now, for every iteration that the number depends on. */
function containsIndexed(it: Interpreter, container: Value, item: Indexed): Indexed | undefined {
  let fixed: Value;
  if (container instanceof PyRange) fixed = container;
  else {
    const isPlain =
      (container instanceof PyList ||
        container instanceof PyTuple ||
        container instanceof PyDict ||
        container instanceof PySet) &&
      container.cls === null;
    const elements = isPlain ? it.elements(container) : undefined;
    if (elements === undefined || elements instanceof Unknown) return undefined;
    fixed = new PyTuple(elements);
  }
  return mapIndexed(item, (inner) => {
    const found = contains(it, fixed, inner);
    return typeof found === 'boolean' ? found : undefined;
  });
}
