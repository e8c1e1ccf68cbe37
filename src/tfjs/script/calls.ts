/** Calls: binding arguments, running functions, `this`, `super`. */
import { callWithArgs } from '../../python/runtime/calls.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { BoundMethod, NativeFunction, PyClass, PyFloat, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import type { Expr, FunctionNode } from '../syntax/ast.ts';
import { assignPattern, initialiseName, restOf } from './assignment.ts';
import { initialiseFields, parameterFields } from './classes.ts';
import { evaluate, sourceText } from './expressions.ts';
import { JsFrame } from './frame.ts';
import { generatorOf } from './generators.ts';
import { inClass } from './members.ts';
import { JsScope, UNINITIALISED } from './scope.ts';
import type { Script } from './script.ts';
import { executeBody, hoist } from './statements.ts';
import { BoundFunction, JsClass, JsFunction, OutsideValue, UNDEFINED, orUndefined } from './values.ts';
import { constructAs } from './construction.ts';

export interface Arguments {
  readonly values: readonly Value[];
  /** Set when what was spread is unknown, so that further arguments may be there. */
  readonly spread: Unknown | null;
}

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export function makeFunction(js: Script, node: FunctionNode): JsFunction {
  const { frame } = js;
  js.rt.allocate();
  const scope = node.hasOwnName ? new JsScope('block', frame.names) : frame.names;
  const fn = new JsFunction({
    name: node.name,
    node,
    scope,
    origin: frame.origin,
    home: frame.home,
    isStatic: frame.isStatic,
    around: node.isArrow ? frame : null,
  });
  if (node.hasOwnName) scope.vars.set(node.name, fn);
  return fn;
}

/** `at` is the expression that gave the callee, for messages. */
export function callValue(js: Script, callee: Value, self: Value, args: Arguments, at?: Expr): Value {
  js.rt.spend(1);
  if (callee instanceof JsFunction) return callFunction(js, callee, self, args);
  if (callee instanceof NativeFunction) {
    const positional = callee.isMethod ? [self, ...args.values] : args.values;
    return js.rt.nested(() => callee.call(js.rt, natively(positional, args.spread)));
  }
  if (callee instanceof BoundFunction) {
    return callValue(js, callee.fn, callee.self, { ...args, values: [...callee.first, ...args.values] }, at);
  }
  if (callee instanceof JsClass) {
    const plain = callee.construction?.call ?? null;
    if (plain !== null) return args.spread ?? plain(js, args.values);
    throw js.error('TypeError', `Class constructor ${callee.name} cannot be invoked without 'new'`);
  }
  if (callee instanceof Unknown) return callUnknown(js, callee, args);
  if (callee instanceof BoundMethod || callee instanceof PyClass || callee instanceof HostObject) {
    if (js.isCallable(callee)) return callWithArgs(js.rt, callee, natively(args.values, args.spread));
  }
  throw js.error('TypeError', `${at === undefined ? js.describe(callee) : sourceText(at)} is not a function`);
}

function natively(positional: readonly Value[], unknownSpread: Unknown | null): CallArgs {
  return { positional, keywords: NO_KEYWORDS, unknownSpread };
}

/** Called by a library. */
export function callFromLibrary(js: Script, callee: Value, self: Value, args: CallArgs): Value {
  const { positional, keywords, unknownSpread } = args;
  const named = keywords.size === 0 ? [] : [js.object(keywords)];
  return callValue(js, callee, self, { values: [...positional, ...named], spread: unknownSpread });
}

/**
 * Nobody knows what it does: its value is unknown, and so is what it was given from here on. Functions among its
 * arguments may be called at any time. What belongs to the page does not change the objects of the program.
 */
export function callUnknown(js: Script, callee: Unknown, { values }: Arguments): Unknown {
  for (const value of values) {
    if (js.isCallable(value) && !(value instanceof PyClass)) js.callLater(value, []);
    else if (!(callee instanceof OutsideValue)) js.taint(value, callee);
  }
  if (!(callee instanceof OutsideValue)) return callee;
  return callee.at(`${callee.path}(${values.map(shortly).join(', ')})`, js.rt.here());
}

function shortly(value: Value): string {
  if (typeof value === 'string') return value.length <= 30 ? `'${value}'` : "'…'";
  if (value instanceof PyFloat) return String(value.value);
  return value === null || typeof value !== 'object' ? String(value) : '…';
}

export function callFunction(
  js: Script,
  fn: JsFunction,
  self: Value,
  args: Arguments,
  newTarget: PyClass | null = null,
): Value {
  const { rt } = js;
  const { node } = fn;
  rt.doubts.recall(fn);
  js.noteCall(node);
  const names = new JsScope('function', fn.scope);
  const frame = new JsFrame(names, fn.origin, {
    running: fn,
    self,
    home: fn.home,
    isStatic: fn.isStatic,
    newTarget,
  });
  return rt.inFrame(frame, () => {
    bindArguments(js, fn, names, args);
    if (fn.home?.ctor === fn && self !== UNINITIALISED) parameterFields(js, fn.home, names.vars, self);
    if (node.isGenerator) return generatorOf(js, frame, node);
    if ('kind' in node.body) return evaluate(js, node.body);
    executeBody(js, node.body);
    return newTarget === null || isInstance(frame.result) ? frame.result : frame.thisValue;
  });
}

/** What a constructor returns counts where it is an object. */
function isInstance(value: Value): boolean {
  return value instanceof HostObject || (typeof value === 'object' && value !== null && 'serial' in value);
}

function bindArguments(js: Script, { node }: JsFunction, names: JsScope, args: Arguments): void {
  const { values, spread } = args;
  for (const name of node.vars) names.vars.set(name, UNDEFINED);
  if (node.usesArguments) names.vars.set('arguments', restOf(js, spread ?? values, 0));
  const write = (_js: Script, name: string, value: Value): void => {
    initialiseName(js, names, name, value);
  };
  for (const [i, param] of node.params.entries()) {
    let value = i < values.length ? orUndefined(values[i]) : (spread ?? UNDEFINED);
    if (value === UNDEFINED && param.default !== null) value = evaluate(js, param.default);
    if (param.target.kind === 'Identifier') names.vars.set(param.target.name, value);
    else assignPattern(js, param.target, value, write);
  }
  if (node.rest !== null) {
    const rest = restOf(js, values, node.params.length);
    rest.taint = spread;
    assignPattern(js, node.rest, rest, write);
  }
  if (!('kind' in node.body)) hoist(js, node.body, names);
}

// --- this and super ---------------------------------------------------------------------------------

export function thisValue(js: Script): Value {
  const self = js.frame.owner.thisValue;
  if (self === UNINITIALISED) {
    throw js.error(
      'ReferenceError',
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    );
  }
  return self;
}

/** `super(…)`: the constructor of the base makes `this`. */
export function superCall(js: Script, args: Arguments): Value {
  const { home, owner } = js.frame;
  if (home === null) return js.unknown('super outside of a constructor');
  if (owner.thisValue !== UNINITIALISED) {
    throw js.error('ReferenceError', 'Super constructor may only be called once');
  }
  const self = constructAs(js, home.base, args, owner.newTarget ?? home);
  owner.thisValue = self;
  initialiseFields(js, home, self);
  parameterFields(js, home, owner.scope.vars, self);
  return UNDEFINED;
}

export function superSelf(js: Script): Value {
  return thisValue(js);
}

function inherited(js: Script, base: PyClass, key: string, self: Value): Value {
  const found = inClass(js, base, key, self);
  return found === undefined ? (base.unknownBase ?? UNDEFINED) : found;
}

/** `super.name`. */
export function superMember(
  js: Script,
  key: string | Unknown,
): { readonly self: Value; readonly value: Value } {
  const self = thisValue(js);
  const { home, isStatic } = js.frame;
  if (key instanceof Unknown) return { self, value: key };
  const base = home?.base ?? null;
  if (base === null) return { self, value: UNDEFINED };
  const value = isStatic ? js.getMember(base, key) : inherited(js, base, key, self);
  return { self, value };
}
