/**
 * Promises are transparent: an asynchronous function gives its value at once, or raises at once. So `then`, `catch` and
 * `finally` are followed where they are written, also behind a value that is no promise.
 */
import { PyRaise } from '../../python/runtime/signals.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { isObject } from './conversions.ts';
import { isThrown, thrownValue } from './errors.ts';
import { findMember } from './members.ts';
import type { Script } from './script.ts';
import { UNDEFINED, orUndefined } from './values.ts';

export type PromiseMethod = 'then' | 'catch' | 'finally';

export function isPromiseMethod(name: string): name is PromiseMethod {
  return name === 'then' || name === 'catch' || name === 'finally';
}

interface FollowedPromise {
  readonly value: Value;
  /** Whether the method is that of a promise, and not one of the object's own. */
  readonly isTransparent: boolean;
  /** What the method gives. */
  follow(handlers: readonly Value[]): Value;
}

/** Undefined: the optional chain in it ended early. */
export function evaluateAsPromise(
  js: Script,
  method: PromiseMethod,
  read: () => Value | undefined,
): FollowedPromise | undefined {
  let value: Value | undefined;
  try {
    value = read();
  } catch (error) {
    if (!(error instanceof PyRaise) || !isThrown(error)) throw error;
    return {
      value: UNDEFINED,
      isTransparent: true,
      follow: (handlers) => rejected(js, method, error, handlers),
    };
  }
  if (value === undefined) return undefined;
  const settled = value;
  const hasOwn =
    isObject(settled) && !(settled instanceof Unknown) && findMember(js, settled, method) !== undefined;
  return {
    value: settled,
    isTransparent: !hasOwn,
    follow: (handlers) => fulfilled(js, method, settled, handlers),
  };
}

function fulfilled(js: Script, method: PromiseMethod, value: Value, [handler]: readonly Value[]): Value {
  if (handler === undefined || !js.isCallable(handler) || method === 'catch') return value;
  if (method === 'then') return js.call(handler, UNDEFINED, [value]);
  js.call(handler, UNDEFINED, []);
  return value;
}

function rejected(
  js: Script,
  method: PromiseMethod,
  error: PyRaise,
  [first, second]: readonly Value[],
): Value {
  const handler = method === 'then' ? second : first;
  if (handler === undefined || !js.isCallable(handler)) throw error;
  if (method === 'finally') {
    js.call(handler, UNDEFINED, []);
    throw error;
  }
  return js.call(handler, UNDEFINED, [thrownValue(js, error)]);
}

/** `await value`: of an object with a `then` of its own, what that gives. */
export function settle(js: Script, value: Value): Value {
  if (!isObject(value) || value instanceof Unknown) return value;
  const then = findMember(js, value, 'then');
  if (then === undefined || then instanceof Unknown || !js.isCallable(then)) return value;
  let settled: Value | undefined;
  const resolve = js.callback('resolve', (args) => {
    settled = settled === undefined ? orUndefined(args[0]) : settled;
    return UNDEFINED;
  });
  js.call(then, value, [resolve, resolve]);
  return settled === undefined ? js.unknown('a promise that is settled later') : settled;
}
