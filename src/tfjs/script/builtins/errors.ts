/** `Error` and the classes derived from it. */
import type { NativeFunction } from '../../../python/runtime/values.ts';
import type { Value } from '../../../python/runtime/values.ts';
import { scriptGetter, scriptMethod } from '../native.ts';
import { isNullish, UNDEFINED, type NativeConstruction } from '../values.ts';
import { known } from './helpers.ts';

export const ERROR_NAMES = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
] as const;

const create: NativeConstruction['create'] = (js, cls, [message = UNDEFINED, options = UNDEFINED]) => {
  const error = js.rt.createObject(cls);
  if (message !== UNDEFINED) error.attrs.set('message', js.toText(message));
  if (!isNullish(options)) {
    const cause = js.getMember(options, 'cause');
    if (cause !== UNDEFINED) error.attrs.set('cause', cause);
  }
  return error;
};

export function errorConstruction(name: string): NativeConstruction {
  return { create, call: (js, args) => create(js, js.builtinClass(name), args) };
}

export function errorMembers(name: string): readonly (NativeFunction | readonly [string, Value])[] {
  return [
    ['name', name],
    ['message', ''],
    scriptMethod('toString', (call) => {
      const named = known(call.js.toText(call.js.getMember(call.self, 'name')));
      const message = known(call.js.toText(call.js.getMember(call.self, 'message')));
      return message === '' ? named : named === '' ? message : `${named}: ${message}`;
    }),
    scriptGetter('stack', (call) => call.js.unknown('a stack trace')),
  ];
}
