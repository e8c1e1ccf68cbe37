/** `JSON`. */
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { PyList, Unknown } from '../../../python/runtime/values.ts';
import type { Value, NativeFunction } from '../../../python/runtime/values.ts';
import { isCallable, isObject } from '../conversions.ts';
import { scriptFunction } from '../native.ts';
import { fromPrimitive, plainNumber } from '../numbers.ts';
import type { Script } from '../script.ts';
import { isNullish, UNDEFINED } from '../values.ts';
import { escaped, known, scriptBehind, textArg } from './helpers.ts';

/** What JSON holds, as values. */
export function fromJson(js: Script, data: unknown): Value {
  if (Array.isArray(data)) return js.list(data.map((item) => fromJson(js, item)));
  if (typeof data === 'object' && data !== null) {
    return js.object(Object.entries(data).map(([name, value]) => [name, fromJson(js, value)] as const));
  }
  const isPrimitive =
    data === null || typeof data === 'boolean' || typeof data === 'number' || typeof data === 'string';
  return isPrimitive ? fromPrimitive(data) : UNDEFINED;
}

const MOST_NESTED = 100;

/** What has no place in JSON is undefined. Throws `UnknownInput`. */
function toJson(js: Script, given: Value, depth: number): unknown {
  let value = escaped(given);
  if (value instanceof Unknown) throw new UnknownInput(value);
  if (depth > MOST_NESTED) throw js.error('TypeError', 'Converting circular structure to JSON');
  if (value === null) return null;
  const number = plainNumber(value);
  if (number !== undefined) return number;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') throw js.error('TypeError', 'Do not know how to serialize a BigInt');
  if (!isObject(value)) return undefined;
  const own = js.getMember(value, 'toJSON');
  if (isCallable(own)) {
    value = js.call(own, value, []);
    if (!isObject(value)) return toJson(js, value, depth + 1);
  }
  if (isCallable(value)) return undefined;
  if (value instanceof PyList) {
    return known(js.elements(value)).map((item) => toJson(js, item, depth + 1));
  }
  const result: Record<string, unknown> = {};
  for (const [key, member] of known(js.ownEntries(value))) {
    const converted = toJson(js, member, depth + 1);
    if (converted !== undefined) result[key] = converted;
  }
  return result;
}

function revived(js: Script, fn: Value, value: Value): Value {
  if (isObject(value)) {
    for (const [key, member] of known(js.ownEntries(value))) {
      js.setMember(value, key, js.call(fn, value, [key, revived(js, fn, member)]));
    }
  }
  return value;
}

export const JSON_MEMBERS: readonly NativeFunction[] = [
  scriptFunction('parse', (call) => {
    const js = scriptBehind(call.js);
    const text = textArg(call, 0);
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      throw js.error('SyntaxError', error instanceof Error ? error.message : 'Unexpected token in JSON');
    }
    const value = fromJson(js, data);
    const fn = call.arg(1);
    return isCallable(fn) ? js.call(fn, UNDEFINED, ['', revived(js, fn, value)]) : value;
  }),
  scriptFunction('stringify', (call) => {
    const js = scriptBehind(call.js);
    if (isCallable(call.arg(1))) return js.unknown('a text in JSON that a function had a hand in');
    const data = toJson(js, call.arg(0), 0);
    if (data === undefined) return UNDEFINED;
    const picked =
      call.arg(1) instanceof PyList
        ? known(js.elements(call.arg(1))).map((one) => known(js.toText(one)))
        : null;
    const indent = call.arg(2);
    const space = isNullish(indent) ? undefined : (plainNumber(indent) ?? known(js.toText(indent)));
    return JSON.stringify(data, picked, space);
  }),
];
