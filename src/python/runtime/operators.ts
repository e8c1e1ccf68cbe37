/** Operators: builtin numbers and sequences, host objects, and the user's dunder methods. */
import { arithmetic as exactArithmetic, NumberError } from '../builtins/numbers.ts';
import { percentFormat } from '../builtins/percentFormat.ts';
import { dictCopy, dictItems, dictSet, setAdd } from '../builtins/hash.ts';
import type { BinaryOperator, UnaryOperator } from '../syntax/ast.ts';
import { amountOf, withoutAmount } from './amounts.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { negate } from './comparison.ts';
import { classMethod } from './dunders.ts';
import { combineIndexed, escape, indexedResult, mapIndexed } from './indexed.ts';
import { payload } from './payload.ts';
import { shifted } from './position.ts';
import {
  Indexed,
  NOT_IMPLEMENTED,
  PyBytes,
  PyClass,
  PyDict,
  PyFloat,
  PyList,
  PyObject,
  PySet,
  PyTuple,
  Unknown,
} from './values.ts';
import type { Value } from './values.ts';

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
  if (left instanceof Unknown || right instanceof Unknown) {
    return amountOf(op, left, right) ?? withoutAmount(operation(it, op, left, right));
  }
  return operation(it, op, left, right);
}

function operation(it: Interpreter, op: BinaryOperator, left: Value, right: Value): Value {
  if (left instanceof HostObject || right instanceof HostObject) {
    const result = hostBinary(it, op, left, right);
    if (result !== undefined) return result;
  }
  if (left instanceof Unknown) return typeof right === 'number' ? unknownSum(op, left, right) : left;
  if (right instanceof Unknown) return typeof left === 'number' && op === '+' ? shifted(right, left) : right;
  if (left instanceof Indexed || right instanceof Indexed) {
    const followed = combineIndexed(left, right, (a, b) => indexedResult(arithmetic(op, a, b)), op);
    if (followed !== undefined) return followed;
    return binary(it, op, escape(left), escape(right));
  }
  const number = arithmetic(op, payload(left), payload(right), it);
  if (number !== undefined && !hasDunder(it, left, op) && !hasDunder(it, right, op, true)) return number;
  // A library's or the user's own container (torch.Size, Counter) may say what its sums are.
  if (isContainer(left) && left.cls !== null) {
    const own = it.findInUserClass(left.cls, `__${DUNDERS[op]}__`);
    const sum = own === undefined ? NOT_IMPLEMENTED : it.call(own, [left, right]);
    if (sum !== NOT_IMPLEMENTED) return sum;
  }
  const builtin = sequenceBinary(it, op, payload(left), payload(right));
  if (builtin !== undefined) return builtin;
  const dunder = dunderBinary(it, op, left, right);
  if (dunder !== undefined) return dunder;
  throw it.error(
    'TypeError',
    `unsupported operand type(s) for ${op}: '${it.typeName(left)}' and '${it.typeName(right)}'`,
  );
}

function isContainer(value: Value): value is PyList | PyTuple | PyDict | PySet {
  return (
    value instanceof PyList || value instanceof PyTuple || value instanceof PyDict || value instanceof PySet
  );
}

/** A position in data that nobody knows keeps its distance from where it came from. */
function unknownSum(op: BinaryOperator, left: Unknown, right: number): Unknown {
  return op === '+' ? shifted(left, right) : op === '-' ? shifted(left, -right) : left;
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
  if (operand instanceof Unknown) return withoutAmount(operand);
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

function hostBinary(it: Interpreter, op: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof HostObject) {
    const result = left.binary(it, op, escape(right), false);
    if (result !== undefined) return result;
  }
  return right instanceof HostObject ? right.binary(it, op, escape(left), true) : undefined;
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
