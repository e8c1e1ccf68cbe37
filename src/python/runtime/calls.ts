/** Calls: binding arguments as Python does, running functions, creating instances. */
import type { Param } from '../syntax/ast.ts';
import { dictSet } from '../builtins/hash.ts';
import { isCounting, withoutAmount } from './amounts.ts';
import { evaluate } from './expressions.ts';
import { Frame } from './frame.ts';
import { generatorOf } from './generators.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { nextSerial } from './journal.ts';
import { localNames } from './localNames.ts';
import { movedPosition } from './position.ts';
import { executeBlock } from './statements.ts';
import {
  BoundMethod,
  ClassMethod,
  Indexed,
  NativeFunction,
  PyClass,
  PyDict,
  PyFunction,
  PyList,
  PyObject,
  PySet,
  PyTuple,
  Scope,
  StaticMethod,
  Unknown,
} from './values.ts';
import type { BoundParam, CallArgs, Value } from './values.ts';

export function callWithArgs(it: Interpreter, callee: Value, args: CallArgs): Value {
  it.spend(1);
  if (callee instanceof PyFunction) return callBounded(it, callee, args, args);
  if (callee instanceof BoundMethod) {
    const withSelf: CallArgs = { ...args, positional: [callee.self, ...args.positional] };
    return callee.fn instanceof PyFunction
      ? callBounded(it, callee.fn, withSelf, args)
      : callNative(it, callee.fn, withSelf);
  }
  if (callee instanceof NativeFunction) return callNative(it, callee, args);
  if (callee instanceof PyClass) return instantiate(it, callee, args);
  if (callee instanceof Unknown) return callUnknown(it, callee, args);
  if (callee instanceof HostObject) {
    const result = callee.call(it, args);
    if (result !== undefined) return result;
  }
  if (callee instanceof PyObject) {
    const method = it.findInClass(callee.cls, '__call__');
    if (method !== undefined) {
      return callWithArgs(it, method, { ...args, positional: [callee, ...args.positional] });
    }
    if (callee.cls.unknownBase !== null) return callUnknown(it, callee.cls.unknownBase, args);
  }
  if (callee instanceof StaticMethod) return callWithArgs(it, callee.fn, args);
  if (callee instanceof ClassMethod) return callWithArgs(it, callee.fn, args);
  throw it.error('TypeError', `'${it.typeName(callee)}' object is not callable`);
}

function callNative(it: Interpreter, fn: NativeFunction, args: CallArgs): Value {
  const result = it.nested(() => fn.call(it, args));
  return isCounting(fn) ? result : withoutAmount(result);
}

/** Nobody knows what it does: its value is unknown, and so is what it was given from here on. */
function callUnknown(it: Interpreter, callee: Unknown, args: CallArgs): Unknown {
  for (const value of [...args.positional, ...args.keywords.values()]) it.taint(value, callee);
  return movedPosition(new Unknown(callee.reason, callee.span, callee.likely, nextSerial()), callee, 0);
}

/** Calls within one another of a function that is told nothing that is known: what ends them, it is not told either. */
const MOST_BLIND = 8;
const blindCalls = new WeakMap<PyFunction, number>();

/** @param given without `self` */
function callBounded(it: Interpreter, fn: PyFunction, args: CallArgs, given: CallArgs): Value {
  const [first] = given.positional;
  const isBlind =
    first instanceof Unknown &&
    [...given.positional, ...given.keywords.values()].every(
      (value) => value === null || value instanceof Unknown,
    );
  if (!isBlind) return callFunction(it, fn, args);
  const depth = blindCalls.get(fn) ?? 0;
  if (depth >= MOST_BLIND) return first;
  blindCalls.set(fn, depth + 1);
  try {
    return callFunction(it, fn, args);
  } finally {
    blindCalls.set(fn, depth);
  }
}

function callFunction(it: Interpreter, fn: PyFunction, args: CallArgs): Value {
  it.doubts.recall(fn);
  const scope = new Scope('function', fn.closure);
  const missing = bindArguments(it, fn, args, scope);
  if (missing !== null) return missing;
  const frame = new Frame(scope, fn.origin, fn.baseLine, fn, args.positional[0]);
  if (fn.node.kind === 'Lambda') {
    const { body } = fn.node;
    return it.inFrame(frame, () => evaluate(it, body));
  }
  const { node } = fn;
  scope.locals = localNames(node);
  if (node.isGenerator) return generatorOf(it, frame, node);
  return it.inFrame(frame, () => {
    executeBlock(it, node.body);
    const { result, otherwise, mayLeave } = frame;
    // An answer that an unknown condition would have turned round is none.
    const isTurned = typeof result === 'boolean' && typeof otherwise === 'boolean' && result !== otherwise;
    return isTurned && mayLeave !== null ? mayLeave.by : result;
  });
}

/** Evaluates defaults once, where the function is defined. */
export function bindParams(it: Interpreter, params: readonly Param[]): BoundParam[] {
  return params.map((param) => ({
    name: param.name,
    kind: param.paramKind,
    default: param.default === null ? undefined : evaluate(it, param.default),
  }));
}

/** Returns the Unknown that stands for the call when its arguments cannot be told. */
function bindArguments(it: Interpreter, fn: PyFunction, args: CallArgs, scope: Scope): Unknown | null {
  const { vars } = scope;
  const { positional, keywords, unknownSpread } = args;
  let next = 0;
  let used = 0;
  let rest: PyTuple | null = null;
  let extra: PyDict | null = null;
  for (const param of fn.params) {
    const { name, kind } = param;
    if (kind === 'var-positional') {
      rest = new PyTuple(positional.slice(next));
      next = positional.length;
      vars.set(name, rest);
      continue;
    }
    if (kind === 'var-keyword') {
      extra = new PyDict();
      extra.taint = unknownSpread;
      vars.set(name, extra);
      continue;
    }
    if (kind !== 'keyword-only' && next < positional.length) {
      const value = positional[next];
      if (value === undefined) break;
      next += 1;
      if (kind === 'normal' && keywords.has(name)) {
        throw it.error('TypeError', `${fn.qualname}() got multiple values for argument '${name}'`);
      }
      vars.set(name, value);
      continue;
    }
    const keyword = kind === 'positional-only' ? undefined : keywords.get(name);
    if (keyword !== undefined) {
      used += 1;
      vars.set(name, keyword);
    } else if (unknownSpread !== null) {
      vars.set(name, unknownSpread);
    } else if (param.default !== undefined) {
      vars.set(name, param.default);
    } else {
      throw it.error('TypeError', `${fn.qualname}() missing 1 required positional argument: '${name}'`);
    }
  }
  if (next < positional.length) {
    throw it.error(
      'TypeError',
      `${fn.qualname}() takes ${next} positional arguments but ${positional.length} were given`,
    );
  }
  if (used < keywords.size) {
    for (const [name, value] of keywords) {
      const isBound = fn.params.some(
        (p) => p.name === name && (p.kind === 'normal' || p.kind === 'keyword-only'),
      );
      if (isBound) continue;
      if (extra === null) {
        throw it.error('TypeError', `${fn.qualname}() got an unexpected keyword argument '${name}'`);
      }
      dictSet(it, extra, name, value);
    }
  }
  return null;
}

/** `Class(…)`: the metaclass's `__call__`, else `__new__` and `__init__`. */
export function instantiate(it: Interpreter, cls: PyClass, args: CallArgs): Value {
  if (cls.metaclass !== null) {
    const metaCall = it.findInUserClass(cls.metaclass, '__call__') ?? it.findNativeCall(cls.metaclass);
    if (metaCall !== undefined) {
      return callWithArgs(it, metaCall, { ...args, positional: [cls, ...args.positional] });
    }
  }
  return constructInstance(it, cls, args);
}

/** `type.__call__`. */
export function constructInstance(it: Interpreter, cls: PyClass, args: CallArgs): Value {
  const create = it.findInClass(cls, '__new__');
  const withClass: CallArgs = { ...args, positional: [cls, ...args.positional] };
  const instance =
    create === undefined || create === it.plainNew
      ? it.createObject(cls)
      : callWithArgs(it, create instanceof StaticMethod ? create.fn : create, withClass);
  if (instance instanceof Unknown) return instance;
  if (!it.classOf(instance).isSubclassOf(cls)) return instance;
  const init = it.findInClass(cls, '__init__');
  if (init === undefined || init === it.plainInit) {
    const takesNone = create === undefined || create === it.plainNew;
    if (takesNone && cls.unknownBase === null && (args.positional.length > 0 || args.keywords.size > 0)) {
      throw it.error('TypeError', `${cls.name}() takes no arguments`);
    }
    return instance;
  }
  const result = callWithArgs(it, init, { ...args, positional: [instance, ...args.positional] });
  if (result instanceof Unknown && init instanceof NativeFunction) it.taint(instance, result);
  else if (result !== null && !(result instanceof Unknown)) {
    throw it.error('TypeError', `__init__() should return None, not '${it.typeName(result)}'`);
  }
  for (const base of cls.mro) it.doubts.recall(base);
  it.recorder.constructed(instance);
  return instance;
}

/** Whether an unknown call could change the value. */
export function isMutable(value: Value): value is PyList | PyDict | PySet | PyObject | HostObject {
  return (
    value instanceof PyList ||
    value instanceof PyDict ||
    value instanceof PySet ||
    value instanceof PyObject ||
    (value instanceof HostObject && !(value instanceof Indexed))
  );
}
