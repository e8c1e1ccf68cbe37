/** `Promise`: what it is settled with takes its place at once. */
import type { NativeFunction, Unknown } from '../../../python/runtime/values.ts';
import type { Value } from '../../../python/runtime/values.ts';
import { thrown } from '../errors.ts';
import { scriptFunction } from '../native.ts';
import { settle } from '../promises.ts';
import { UNDEFINED, type NativeConstruction } from '../values.ts';
import { known, scriptBehind } from './helpers.ts';

export const PROMISE_CONSTRUCTION: NativeConstruction = {
  create: (scriptRuntime, _cls, [executor = UNDEFINED]) => {
    const js = scriptBehind(scriptRuntime);
    let value: Value | undefined;
    let reason: Value | undefined;
    const isOpen = (): boolean => value === undefined && reason === undefined;
    const resolve = js.callback('resolve', ([given = UNDEFINED]) => {
      if (isOpen()) value = settle(js, given);
      return UNDEFINED;
    });
    const reject = js.callback('reject', ([given = UNDEFINED]) => {
      if (isOpen()) reason = given;
      return UNDEFINED;
    });
    js.call(executor, UNDEFINED, [resolve, reject]);
    if (reason !== undefined) throw thrown(js, reason);
    return value === undefined ? js.unknown('a promise that is settled later') : value;
  },
  call: null,
};

export const PROMISE_STATICS: readonly NativeFunction[] = [
  scriptFunction('resolve', (call) => settle(scriptBehind(call.js), call.arg(0))),
  scriptFunction('reject', (call) => {
    throw thrown(scriptBehind(call.js), call.arg(0));
  }),
  scriptFunction('all', (call) => {
    const js = scriptBehind(call.js);
    return js.list(known(js.elements(call.arg(0))).map((one) => settle(js, one)));
  }),
  scriptFunction('allSettled', (call) => {
    const js = scriptBehind(call.js);
    const settled = known(js.elements(call.arg(0))).map((one) =>
      js.object([
        ['status', 'fulfilled'],
        ['value', settle(js, one)],
      ]),
    );
    return js.list(settled);
  }),
  ...['race', 'any'].map((name) =>
    scriptFunction(name, (call) => {
      const elements = known(call.js.elements(call.arg(0)));
      const [only] = elements;
      const unknown: Unknown = call.js.unknown('the first of several promises');
      return elements.length === 1 && only !== undefined ? only : unknown;
    }),
  ),
];
