/** Shorthands of the language's own functions. */
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { Indexed, PyList, Unknown } from '../../../python/runtime/values.ts';
import type { Value } from '../../../python/runtime/values.ts';
import type { ScriptRuntime } from '../api.ts';
import type { ScriptCall } from '../native.ts';
import type { Script } from '../script.ts';
import { UNDEFINED } from '../values.ts';

const scripts = new WeakMap<ScriptRuntime, Script>();

export function rememberScript(script: Script): void {
  scripts.set(script, script);
}

/** The evaluator itself behind the interface that libraries see. */
export function scriptBehind(js: ScriptRuntime): Script {
  const script = scripts.get(js);
  if (script === undefined) throw new TypeError('this is no script evaluator');
  return script;
}

/** An Unknown ends the native call with that Unknown. */
export function known<T>(value: T | Unknown): T {
  if (value instanceof Unknown) throw new UnknownInput(value);
  return value;
}

/** `Number(argument)`, or the default where it is undefined. */
export function numberArg(call: ScriptCall, index: number, otherwise?: number): number {
  const value = call.arg(index);
  if (value === UNDEFINED && otherwise !== undefined) return otherwise;
  return known(call.js.toNumber(value));
}

/** As a whole number; NaN is 0. */
export function integerArg(call: ScriptCall, index: number, otherwise: number): number {
  const number = numberArg(call, index, otherwise);
  return Number.isNaN(number) ? 0 : Math.trunc(number);
}

export function textArg(call: ScriptCall, index: number): string {
  return known(call.js.toText(call.arg(index)));
}

/** The array that a method is called on, all of it known. */
export function arraySelf(call: ScriptCall): PyList {
  const { self } = call;
  if (self instanceof PyList) {
    if (self.taint !== null) throw new UnknownInput(self.taint);
    return self;
  }
  // `Array.prototype.map.call(text, …)`
  return new PyList([...known(call.js.elements(self))]);
}

/** A position counted from the end where it is negative, within 0 and the length. */
export function relative(position: number, length: number): number {
  return position < 0 ? Math.max(position + length, 0) : Math.min(position, length);
}

export function callbackArg(call: ScriptCall, index: number): Value {
  const fn = call.arg(index);
  if (fn instanceof Unknown) throw new UnknownInput(fn);
  if (!call.js.isCallable(fn)) {
    throw call.js.error('TypeError', `${call.js.describe(fn)} is not a function`);
  }
  return fn;
}

export function escaped(value: Value): Value {
  return value instanceof Indexed ? value.escape() : value;
}
