/** `String` and its methods: JavaScript's own, on texts that are known. */
import { UnknownInput } from '../../../python/runtime/signals.ts';
import { PySingleton, Unknown } from '../../../python/runtime/values.ts';
import type { Value, NativeFunction } from '../../../python/runtime/values.ts';
import { iteratorOf } from '../iteration.ts';
import { scriptFunction, scriptMethod, type ScriptCall } from '../native.ts';
import { fromNumber } from '../numbers.ts';
import { JsRegExp, UNDEFINED, type NativeConstruction } from '../values.ts';
import { integerArg, known, numberArg, scriptBehind, textArg } from './helpers.ts';
import { matchValue } from './regexp.ts';

/** Longer texts are not made. */
const LONGEST = 1_000_000;

function selfText(call: ScriptCall): string {
  return known(call.js.toText(call.self));
}

function method(name: string, body: (text: string, call: ScriptCall) => Value): NativeFunction {
  return scriptMethod(name, (call) => body(selfText(call), call));
}

function bounded(call: ScriptCall, length: number, make: () => string): Value {
  return length > LONGEST ? call.js.unknown('a very long text') : make();
}

function split(text: string, call: ScriptCall): Value {
  const separator = call.arg(0);
  const limit = call.arg(1) === UNDEFINED ? undefined : numberArg(call, 1);
  if (separator === UNDEFINED) return call.js.list([text]);
  const parts =
    separator instanceof JsRegExp
      ? text.split(separator.pattern, limit)
      : text.split(textArg(call, 0), limit);
  call.rt.spend(parts.length);
  return call.js.list(parts);
}

function replace(text: string, call: ScriptCall, isAll: boolean): Value {
  const pattern = call.arg(0);
  const by = call.arg(1);
  if (by instanceof Unknown) throw new UnknownInput(by);
  const make = call.js.isCallable(by)
    ? (...found: unknown[]): string => {
        const args = found.flatMap((one): Value[] =>
          typeof one === 'string'
            ? [one]
            : typeof one === 'number'
              ? [one]
              : one === undefined
                ? [UNDEFINED]
                : [],
        );
        return known(call.js.toText(call.js.call(by, UNDEFINED, args)));
      }
    : null;
  const source = pattern instanceof JsRegExp ? pattern.pattern : textArg(call, 0);
  if (make !== null) return isAll ? text.replaceAll(source, make) : text.replace(source, make);
  const written = textArg(call, 1);
  return isAll ? text.replaceAll(source, written) : text.replace(source, written);
}

function asPattern(call: ScriptCall, flags: string): RegExp {
  const pattern = call.arg(0);
  if (pattern instanceof JsRegExp) return new RegExp(pattern.pattern);
  return new RegExp(pattern === UNDEFINED ? '' : textArg(call, 0), flags);
}

export const TEXT_METHODS: readonly NativeFunction[] = [
  method('toString', (text) => text),
  method('valueOf', (text) => text),
  method('charAt', (text, call) => text.charAt(integerArg(call, 0, 0))),
  method('charCodeAt', (text, call) => fromNumber(text.charCodeAt(integerArg(call, 0, 0)))),
  method('codePointAt', (text, call) => text.codePointAt(integerArg(call, 0, 0)) ?? UNDEFINED),
  method('at', (text, call) => text.at(integerArg(call, 0, 0)) ?? UNDEFINED),
  method('slice', (text, call) => text.slice(integerArg(call, 0, 0), integerArg(call, 1, text.length))),
  method('substring', (text, call) =>
    text.substring(integerArg(call, 0, 0), integerArg(call, 1, text.length)),
  ),
  method('substr', (text, call) => {
    const start = integerArg(call, 0, 0);
    const from = start < 0 ? Math.max(text.length + start, 0) : start;
    return text.slice(from, from + integerArg(call, 1, text.length));
  }),
  method('indexOf', (text, call) => text.indexOf(textArg(call, 0), integerArg(call, 1, 0))),
  method('lastIndexOf', (text, call) => text.lastIndexOf(textArg(call, 0))),
  method('includes', (text, call) => text.includes(textArg(call, 0), integerArg(call, 1, 0))),
  method('startsWith', (text, call) => text.startsWith(textArg(call, 0), integerArg(call, 1, 0))),
  method('endsWith', (text, call) => text.endsWith(textArg(call, 0), integerArg(call, 1, text.length))),
  method('toUpperCase', (text) => text.toUpperCase()),
  method('toLowerCase', (text) => text.toLowerCase()),
  method('toLocaleUpperCase', (text) => text.toUpperCase()),
  method('toLocaleLowerCase', (text) => text.toLowerCase()),
  method('trim', (text) => text.trim()),
  method('trimStart', (text) => text.trimStart()),
  method('trimEnd', (text) => text.trimEnd()),
  method('normalize', (text, call) => text.normalize(call.arg(0) === UNDEFINED ? 'NFC' : textArg(call, 0))),
  method('repeat', (text, call) => {
    const count = integerArg(call, 0, 0);
    if (count < 0 || count === Infinity) {
      throw call.js.error('RangeError', `Invalid count value: ${count}`);
    }
    return bounded(call, text.length * count, () => text.repeat(count));
  }),
  method('padStart', (text, call) => {
    const length = integerArg(call, 0, 0);
    return bounded(call, length, () =>
      text.padStart(length, call.arg(1) === UNDEFINED ? ' ' : textArg(call, 1)),
    );
  }),
  method('padEnd', (text, call) => {
    const length = integerArg(call, 0, 0);
    return bounded(call, length, () =>
      text.padEnd(length, call.arg(1) === UNDEFINED ? ' ' : textArg(call, 1)),
    );
  }),
  method('concat', (text, call) => text + call.args.map((_, i) => textArg(call, i)).join('')),
  method('localeCompare', (text, call) => text.localeCompare(textArg(call, 0), 'en')),
  method('split', split),
  method('replace', (text, call) => replace(text, call, false)),
  method('replaceAll', (text, call) => replace(text, call, true)),
  method('search', (text, call) => text.search(asPattern(call, ''))),
  method('match', (text, call) => {
    const pattern = asPattern(call, '');
    const found = text.match(pattern);
    if (found === null) return null;
    return pattern.global ? call.js.list([...found]) : matchValue(scriptBehind(call.js), found);
  }),
  method('matchAll', (text, call) => {
    const js = scriptBehind(call.js);
    return iteratorOf([...text.matchAll(asPattern(call, 'g'))].map((found) => matchValue(js, found)));
  }),
  method('@@Symbol.iterator', (text) => iteratorOf(Array.from(text), 'String Iterator')),
];

export const TEXT_STATICS: readonly NativeFunction[] = [
  scriptFunction('fromCharCode', (call) =>
    String.fromCharCode(...call.args.map((_, i) => numberArg(call, i))),
  ),
  scriptFunction('fromCodePoint', (call) =>
    String.fromCodePoint(...call.args.map((_, i) => numberArg(call, i))),
  ),
  scriptFunction('raw', (call) => {
    const texts = known(call.js.elements(call.arg(0)));
    const values = call.args.slice(1);
    return texts
      .map(
        (text, i) =>
          `${known(call.js.toText(text))}${i < texts.length - 1 ? known(call.js.toText(values[i] ?? '')) : ''}`,
      )
      .join('');
  }),
];

function textOfArgs(js: Parameters<NativeConstruction['create']>[0], args: readonly Value[]): Value {
  const [value] = args;
  if (value === undefined) return '';
  if (value instanceof PySingleton && value !== UNDEFINED) return `Symbol(${value.name})`;
  return js.toText(value);
}

export const TEXT_CONSTRUCTION: NativeConstruction = {
  create: (js, _cls, args) => textOfArgs(js, args),
  call: textOfArgs,
};
