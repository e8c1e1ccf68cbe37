/** Operators: builtin numbers and sequences, host objects, and the user's dunder methods. */
import { arithmetic as exactArithmetic, compareNumbers, NumberError } from '../builtins/numbers.ts';
import { percentFormat } from '../builtins/format.ts';
import { dictCopy, dictHas, dictItems, dictSet, setAdd, setHas } from '../builtins/hash.ts';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../syntax/ast.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import {
  Indexed,
  NOT_IMPLEMENTED,
  PyBytes,
  PyClass,
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
import type { IndexedValue, LoopState, Value } from './values.ts';

const DUNDERS: Record<BinaryOperator, string> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};

export function binary(it: Interpreter, op: BinaryOperator, left: Value, right: Value): Value {
  if (left instanceof HostObject || right instanceof HostObject) {
    const result = hostBinary(it, op, left, right);
    if (result !== undefined) return result;
  }
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (left instanceof Indexed || right instanceof Indexed) {
    const followed = combineIndexed(left, right, (a, b) => indexedResult(arithmetic(op, a, b)));
    if (followed !== undefined) return followed;
    return binary(it, op, escape(left), escape(right));
  }
  const number = arithmetic(op, payload(left), payload(right), it);
  if (number !== undefined && !hasDunder(it, left, op) && !hasDunder(it, right, op, true)) return number;
  const builtin = sequenceBinary(it, op, payload(left), payload(right));
  if (builtin !== undefined) return builtin;
  const dunder = dunderBinary(it, op, left, right);
  if (dunder !== undefined) return dunder;
  throw it.error(
    'TypeError',
    `unsupported operand type(s) for ${op}: '${it.typeName(left)}' and '${it.typeName(right)}'`,
  );
}

/** Undefined where the operands are no numbers; without an interpreter, where it would raise as well. */
function arithmetic(op: BinaryOperator, a: Value, b: Value, it?: Interpreter): Value | undefined {
  try {
    return exactArithmetic(op, a, b);
  } catch (error) {
    if (!(error instanceof NumberError)) throw error;
    if (it === undefined) return undefined;
    throw it.error(error.type, error.message);
  }
}

/** `left op= right`: in place where the type does so, else as `left op right`. */
export function inPlace(it: Interpreter, op: BinaryOperator, left: Value, right: Value): Value {
  if (left instanceof HostObject) {
    const result = left.inPlace(it, op, right);
    if (result !== undefined) return result;
  }
  if (left instanceof PyList && op === '+') {
    const elements = it.elements(right);
    if (elements instanceof Unknown) it.taint(left, elements);
    else for (const element of elements) it.journal.push(left, element);
    return left;
  }
  if (left instanceof PyDict && op === '|' && right instanceof PyDict) {
    for (const [key, value] of dictItems(right)) dictSet(it, left, key, value);
    return left;
  }
  if (left instanceof PySet && !left.frozen && op === '|') {
    const elements = it.elements(right);
    if (elements instanceof Unknown) it.taint(left, elements);
    else for (const element of elements) setAdd(it, left, element);
    return left;
  }
  if (left instanceof PyObject) {
    const method = it.findInClass(left.cls, `__i${DUNDERS[op]}__`);
    if (method !== undefined) {
      const result = it.call(method, [left, right]);
      if (result !== NOT_IMPLEMENTED) return result;
    }
  }
  return binary(it, op, left, right);
}

export function unary(it: Interpreter, op: UnaryOperator, operand: Value): Value {
  if (op === 'not') return negate(it, operand);
  if (operand instanceof Unknown) return operand;
  if (operand instanceof HostObject) {
    const result = operand.unary(it, op);
    if (result !== undefined) return result;
  }
  if (operand instanceof Indexed) {
    const followed = mapIndexed(operand, (value) => indexedResult(numericUnary(op, value)));
    return followed ?? unary(it, op, operand.escape());
  }
  const number = numericUnary(op, payload(operand));
  if (number !== undefined) return number;
  if (operand instanceof PyObject) {
    const name = op === '-' ? '__neg__' : op === '+' ? '__pos__' : '__invert__';
    const method = it.findInClass(operand.cls, name);
    if (method !== undefined) return it.call(method, [operand]);
  }
  throw it.error('TypeError', `bad operand type for unary ${op}: '${it.typeName(operand)}'`);
}

export function negate(it: Interpreter, value: Value): Value {
  if (value instanceof Indexed) {
    const followed = mapIndexed(value, (inner) => !truthOfNumber(inner));
    if (followed !== undefined) return followed;
  }
  const truth = it.truth(value);
  return truth instanceof Unknown ? truth : !truth;
}

export function compare(it: Interpreter, op: CompareOperator, left: Value, right: Value): Value {
  switch (op) {
    case 'is':
      return identity(it, left, right);
    case 'is not':
      return negate(it, identity(it, left, right));
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
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (left instanceof Indexed || right instanceof Indexed) {
    const followed = combineIndexed(left, right, (a, b) => compareNumbers(op, a, b));
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
    return a.start === b.start && a.stop === b.stop && a.step === b.step;
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

function identity(it: Interpreter, left: Value, right: Value): Value {
  if (left === right && !(left instanceof Unknown)) return true;
  // None, classes and modules are never what an unknown number or text is, but it may be any of them.
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (left instanceof Indexed || right instanceof Indexed) return false;
  if (left instanceof PyFloat && right instanceof PyFloat) return left.value === right.value;
  if (left instanceof PyTuple && right instanceof PyTuple) {
    return left.items.length === 0 && right.items.length === 0;
  }
  void it;
  return false;
}

export function contains(it: Interpreter, container: Value, item: Value): Value {
  if (container instanceof Unknown) return container;
  if (item instanceof Indexed) return contains(it, container, item.escape());
  if (container instanceof PyDict || container instanceof PySet) {
    if (container.taint !== null) return container.taint;
    if (item instanceof Unknown) return item;
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
  if (container instanceof PyRange) {
    const number = payload(item);
    if (typeof number === 'number') {
      const { start, stop, step } = container;
      const inside = step > 0 ? number >= start && number < stop : number <= start && number > stop;
      return inside && (number - start) % step === 0;
    }
  }
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

/** The builtin value of an instance of a subclass of `str`, `int` or `float`. */
export function payload(value: Value): Value {
  return value instanceof PyObject && value.payload !== undefined ? value.payload : value;
}

function escape(value: Value): Value {
  return value instanceof Indexed ? value.escape() : value;
}

function hostBinary(it: Interpreter, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof HostObject) {
    const result = left.binary(it, op, escape(right), false);
    if (result !== undefined) return result;
  }
  return right instanceof HostObject ? right.binary(it, op, escape(left), true) : undefined;
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

function numericUnary(op: '-' | '+' | '~', value: Value): Value | undefined {
  if (op === '-') return arithmetic('-', 0, value) === undefined ? undefined : negative(value);
  if (op === '+') return arithmetic('+', 0, value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? arithmetic('-', -1, value)
    : undefined;
}

function negative(value: Value): Value | undefined {
  // 0 - 0.0 is 0.0, but -(0.0) is -0.0
  return value instanceof PyFloat ? new PyFloat(-value.value) : arithmetic('-', 0, value);
}

function sequenceBinary(it: Interpreter, op: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (op === '%' && typeof a === 'string') return percentFormat(it, a, b);
  if (op === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (a instanceof PyList && b instanceof PyList) {
      const sum = new PyList([...a.items, ...b.items]);
      sum.taint = a.taint ?? b.taint;
      it.allocate();
      return sum;
    }
    if (a instanceof PyTuple && b instanceof PyTuple) return new PyTuple([...a.items, ...b.items]);
    if (a instanceof PyBytes && b instanceof PyBytes) {
      return new PyBytes(new Uint8Array([...a.value, ...b.value]));
    }
  }
  if (op === '*') return repetition(it, a, b) ?? repetition(it, b, a);
  if (a instanceof PySet && b instanceof PySet) return setBinary(it, op, a, b);
  if (op === '|' && a instanceof PyDict && b instanceof PyDict) {
    const union = dictCopy(it, a);
    for (const [key, value] of dictItems(b)) dictSet(it, union, key, value);
    return union;
  }
  if (op === '|' && (a instanceof PyClass || b instanceof PyClass)) {
    // `int | None`: a union of types, for annotations and isinstance.
    return new PyTuple([...unionMembers(a), ...unionMembers(b)]);
  }
  return undefined;
}

function unionMembers(value: Value): readonly Value[] {
  return value instanceof PyTuple ? value.items : [value];
}

function repetition(it: Interpreter, sequence: Value, times: Value): Value | undefined {
  const count = typeof times === 'boolean' ? Number(times) : times;
  if (typeof count !== 'number') return undefined;
  if (typeof sequence === 'string') {
    it.spend((sequence.length * Math.max(count, 0)) / 1000);
    return sequence.repeat(Math.max(count, 0));
  }
  if (!(sequence instanceof PyList || sequence instanceof PyTuple)) return undefined;
  it.allocate(sequence.items.length * Math.max(count, 0));
  const items: Value[] = [];
  for (let i = 0; i < count; i++) items.push(...sequence.items);
  if (sequence instanceof PyTuple) return new PyTuple(items);
  const list = new PyList(items);
  list.taint = sequence.taint;
  return list;
}

function setBinary(it: Interpreter, op: BinaryOperator, a: PySet, b: PySet): PySet | undefined {
  const result = new PySet(a.frozen);
  const add = (from: PySet, wanted: (key: unknown) => boolean): void => {
    for (const [key, value] of from.entries) if (wanted(key)) result.entries.set(key, value);
  };
  result.taint = a.taint ?? b.taint;
  const inA = (key: unknown): boolean => a.entries.has(key as never);
  const inB = (key: unknown): boolean => b.entries.has(key as never);
  it.allocate();
  switch (op) {
    case '|':
      add(a, () => true);
      add(b, () => true);
      return result;
    case '&':
      add(a, inB);
      return result;
    case '-':
      add(a, (key) => !inB(key));
      return result;
    case '^':
      add(a, (key) => !inB(key));
      add(b, (key) => !inA(key));
      return result;
    default:
      return undefined;
  }
}

/** A method that the class of a user's object defines; builtin containers' own do not count. */
function classMethod(it: Interpreter, value: Value, name: string): Value | undefined {
  if (value instanceof PyObject) return it.findInClass(value.cls, name);
  if (value instanceof PyClass) {
    return value.metaclass === null ? undefined : it.findInClass(value.metaclass, name);
  }
  if (
    value instanceof PyDict ||
    value instanceof PyList ||
    value instanceof PyTuple ||
    value instanceof PySet
  ) {
    return value.cls === null ? undefined : it.findInUserClass(value.cls, name);
  }
  return undefined;
}

function hasDunder(it: Interpreter, value: Value, op: BinaryOperator, reflected = false): boolean {
  if (!(value instanceof PyObject)) return false;
  return it.findInUserClass(value.cls, `__${reflected ? 'r' : ''}${DUNDERS[op]}__`) !== undefined;
}

function dunderBinary(it: Interpreter, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  const own = classMethod(it, left, `__${DUNDERS[op]}__`);
  if (own !== undefined) {
    const result = it.call(own, [left, right]);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  const reflected = classMethod(it, right, `__r${DUNDERS[op]}__`);
  if (reflected !== undefined) {
    const result = it.call(reflected, [right, left]);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  for (const operand of [left, right]) {
    if (operand instanceof PyObject && operand.cls.unknownBase !== null) return operand.cls.unknownBase;
  }
  return undefined;
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
  if (value instanceof PyObject) return it.findInUserClass(value.cls, name);
  return classMethod(it, value, name);
}

function truthOfNumber(value: IndexedValue): boolean {
  return value instanceof PyFloat ? value.value !== 0 : Boolean(value);
}

function indexedResult(value: Value | undefined): IndexedValue | undefined {
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof PyFloat
    ? value
    : undefined;
}

function mapIndexed(
  value: Indexed,
  apply: (inner: IndexedValue) => IndexedValue | undefined,
): Indexed | undefined {
  return combineIndexed(value, 0, apply);
}

/** Applies an operation to the present values, and to what they would be in other iterations. */
function combineIndexed(
  left: Value,
  right: Value,
  apply: (a: IndexedValue, b: IndexedValue) => IndexedValue | undefined,
): Indexed | undefined {
  const a = operand(left);
  const b = operand(right);
  if (a === undefined || b === undefined) return undefined;
  const value = apply(a.value, b.value);
  if (value === undefined) return undefined;
  const by = new Map<LoopState, (iteration: number) => IndexedValue>();
  for (const loop of [...(a.by?.keys() ?? []), ...(b.by?.keys() ?? [])]) {
    const first = a.by?.get(loop);
    const second = b.by?.get(loop);
    by.set(loop, (i) => apply(first?.(i) ?? a.value, second?.(i) ?? b.value) ?? value);
  }
  return new Indexed(value, by);
}

function operand(value: Value): { value: IndexedValue; by: Indexed['by'] | null } | undefined {
  if (value instanceof Indexed) return { value: value.value, by: value.by };
  const inner = payload(value);
  const plain = indexedResult(inner);
  return plain === undefined ? undefined : { value: plain, by: null };
}
