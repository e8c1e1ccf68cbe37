/** `str`. */
import type { Runtime } from '../runtime/api.ts';
import { asString, native, nativeMethod, settled } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyBytes, PyDict, PyList, PyTuple, StaticMethod, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { dictGet, dictOf } from './hash.ts';
import { cursor } from './iterators.ts';
import { keyError, subclassOrNull, tuple } from './natives.ts';
import { asPyInt } from './numbers.ts';
import { splitLines, splitText, splitTextRight, titleCase } from './text.ts';
import { formatTemplate } from './strTemplate.ts';

function self(args: Args): string {
  return args.string('self');
}

/** A method of the receiver alone. */
function simple(name: string, apply: (text: string) => Value): NativeFunction {
  return nativeMethod(`${name}(self)`, (_rt, args) => apply(self(args)));
}

/** True when the text is not empty and every character passes. */
function every(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

/** At least one cased character, and all of them of this case. */
function isCased(text: string, cased: string): boolean {
  return text === cased && text.toLowerCase() !== text.toUpperCase();
}

/** The slice `text[start:end]` and where it begins. */
function part(args: Args): { text: string; offset: number } {
  const text = self(args);
  const clamp = (index: number): number =>
    index < 0 ? Math.max(0, index + text.length) : Math.min(index, text.length);
  const start = clamp(args.intOrNone('start') ?? 0);
  const end = clamp(args.intOrNone('end') ?? text.length);
  return { text: text.slice(start, Math.max(start, end)), offset: start };
}

function find(args: Args, from: 'left' | 'right'): number {
  const { text, offset } = part(args);
  const sub = args.string('sub');
  const at = from === 'left' ? text.indexOf(sub) : text.lastIndexOf(sub);
  return at < 0 ? -1 : at + offset;
}

function indexOf(rt: Runtime, args: Args, from: 'left' | 'right'): number {
  const at = find(args, from);
  if (at < 0) throw rt.error('ValueError', 'substring not found');
  return at;
}

function count(args: Args): number {
  const { text } = part(args);
  const sub = args.string('sub');
  return sub === '' ? text.length + 1 : text.split(sub).length - 1;
}

/** `startswith` and `endswith` take one text or a tuple of them. */
function matchesEnd(rt: Runtime, args: Args, test: (text: string, affix: string) => boolean): boolean {
  const { text } = part(args);
  const affix = args.known('affix');
  const affixes = affix instanceof PyTuple ? affix.items : [affix];
  return affixes.some((candidate) => {
    const wanted = asString(settled(candidate));
    if (wanted === undefined) {
      throw rt.error('TypeError', 'first arg must be str or a tuple of str');
    }
    return test(text, wanted);
  });
}

type Side = 'both' | 'left' | 'right';

function strip(args: Args, side: Side): string {
  const text = self(args);
  const characters = args.stringOrNone('chars');
  const isGone =
    characters === null
      ? (character: string) => /\s/.test(character)
      : (character: string) => characters.includes(character);
  let [start, end] = [0, text.length];
  while (side !== 'right' && start < end && isGone(text.charAt(start))) start += 1;
  while (side !== 'left' && end > start && isGone(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function pad(args: Args, side: 'left' | 'right' | 'center'): string {
  const text = self(args);
  const fill = args.string('fillchar');
  const missing = Math.max(0, args.int('width') - text.length);
  if (side === 'left') return fill.repeat(missing) + text;
  if (side === 'right') return text + fill.repeat(missing);
  // CPython puts the odd character on the left when both the padding and the width are odd.
  const left = Math.floor(missing / 2) + (missing & args.int('width') & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function zeroFill(args: Args): string {
  const text = self(args);
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(args.int('width') - sign.length, '0');
}

function partition(rt: Runtime, args: Args, from: 'left' | 'right'): PyTuple {
  const text = self(args);
  const separator = args.string('sep');
  if (separator === '') throw rt.error('ValueError', 'empty separator');
  const at = from === 'left' ? text.indexOf(separator) : text.lastIndexOf(separator);
  if (at < 0) return from === 'left' ? tuple(text, '', '') : tuple('', '', text);
  return tuple(text.slice(0, at), separator, text.slice(at + separator.length));
}

function join(rt: Runtime, args: Args): Value {
  const texts: string[] = [];
  for (const [i, item] of args.elements('iterable').entries()) {
    if (item instanceof Unknown) return item;
    const text = asString(item);
    if (text === undefined) {
      throw rt.error('TypeError', `sequence item ${i}: expected str instance, ${rt.typeName(item)} found`);
    }
    texts.push(text);
  }
  return texts.join(self(args));
}

function replace(args: Args): string {
  const text = self(args);
  const [from, to] = [args.string('old'), args.string('new')];
  const limit = args.int('count');
  if (limit < 0) return replaceAll(text, from, to);
  let result = '';
  let rest = text;
  for (let done = 0; done < limit; done++) {
    const at = rest.indexOf(from);
    if (at < 0) break;
    if (from === '') {
      result += to + rest.slice(0, 1);
      if (rest === '') return result;
      rest = rest.slice(1);
    } else {
      result += rest.slice(0, at) + to;
      rest = rest.slice(at + from.length);
    }
  }
  return result + rest;
}

function replaceAll(text: string, from: string, to: string): string {
  return from === ''
    ? to +
        Array.from(text)
          .map((character) => character + to)
          .join('')
    : text.replaceAll(from, () => to);
}

function split(rt: Runtime, args: Args, from: 'left' | 'right'): PyList {
  const separator = args.stringOrNone('sep');
  if (separator === '') throw rt.error('ValueError', 'empty separator');
  const limit = args.int('maxsplit');
  const pieces =
    from === 'left' ? splitText(self(args), separator, limit) : splitTextRight(self(args), separator, limit);
  return new PyList(pieces);
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = '';
  for (const character of text) {
    if (character === '\t') {
      const spaces = size > 0 ? size - (column % size) : 0;
      result += ' '.repeat(spaces);
      column += spaces;
    } else {
      result += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

function translate(rt: Runtime, args: Args): Value {
  const table = args.known('table');
  let result = '';
  for (const character of self(args)) {
    const code = character.codePointAt(0) ?? 0;
    const mapped = table instanceof PyDict ? dictGet(rt, table, code) : rt.getItem(table, code);
    if (mapped === undefined) result += character;
    else if (typeof mapped === 'string') result += mapped;
    else if (typeof mapped === 'number') result += String.fromCodePoint(mapped);
    else if (mapped instanceof Unknown) return mapped;
  }
  return result;
}

const makeTranslation = native('maketrans(x, y=None, z=None)', (rt, args) => {
  const x = args.known('x');
  if (x instanceof PyDict) {
    const entries: [Value, Value][] = args.elements('x').map((key) => {
      const code = typeof key === 'string' ? (key.codePointAt(0) ?? 0) : key;
      return [code, rt.getItem(x, key)];
    });
    return dictOf(rt, entries);
  }
  const [from, to] = [Array.from(args.string('x')), Array.from(args.string('y'))];
  const entries: [Value, Value][] = from.map((character, i) => [
    character.codePointAt(0) ?? 0,
    to[i]?.codePointAt(0) ?? 0,
  ]);
  for (const character of args.stringOrNone('z') ?? '') entries.push([character.codePointAt(0) ?? 0, null]);
  return dictOf(rt, entries);
});

function encode(rt: Runtime, args: Args): Value {
  const encoding = args.string('encoding').toLowerCase().replace(/[-_]/g, '');
  if (encoding === 'utf8' || encoding === 'ascii') return new PyBytes(new TextEncoder().encode(self(args)));
  if (encoding === 'latin1') {
    return new PyBytes(Uint8Array.from(Array.from(self(args)), (character) => character.codePointAt(0) ?? 0));
  }
  return rt.unknown(`the encoding ${args.string('encoding')}`);
}

/** `str(x)`, or bytes decoded. */
function construct(rt: Runtime, args: Args): Value {
  const object = args.value('object');
  const text = object instanceof PyBytes && args.given('encoding') ? decode(object) : rt.str(object);
  if (text instanceof Unknown) return text;
  const cls = subclassOrNull(rt, args, 'str');
  return cls === null ? text : rt.createObject(cls, text);
}

export function decode(bytes: PyBytes): string {
  return new TextDecoder().decode(bytes.value);
}

const template = (rt: Runtime, args: Args): Value =>
  formatTemplate(rt, self(args), {
    positional: args.rest,
    keyword: (name) => {
      const value = args.extra.get(name);
      if (value === undefined) throw keyError(rt, name);
      return value;
    },
  });

export const strMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native("__new__(cls, object='', encoding='utf-8', errors='strict')", construct),
  simple('lower', (text) => text.toLowerCase()),
  simple('upper', (text) => text.toUpperCase()),
  simple('casefold', (text) => text.replaceAll('ß', 'ss').toLowerCase()),
  simple('swapcase', (text) =>
    Array.from(text)
      .map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()))
      .join(''),
  ),
  simple('capitalize', (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()),
  simple('title', titleCase),
  simple('isdigit', every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u)),
  simple('isdecimal', every(/^\p{Nd}+$/u)),
  simple('isnumeric', every(/^\p{N}+$/u)),
  simple('isalpha', every(/^\p{L}+$/u)),
  simple('isalnum', every(/^[\p{L}\p{N}]+$/u)),
  simple('isspace', every(/^\s+$/u)),
  simple('isidentifier', every(/^[\p{L}_][\p{L}\p{N}_]*$/u)),
  simple('isprintable', (text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)),
  simple('isascii', (text) => !/[^\0-\x7f]/.test(text)),
  simple('islower', (text) => isCased(text, text.toLowerCase())),
  simple('isupper', (text) => isCased(text, text.toUpperCase())),
  simple('istitle', (text) => isCased(text, titleCase(text))),
  nativeMethod('split(self, sep=None, maxsplit=-1)', (rt, args) => split(rt, args, 'left')),
  nativeMethod('rsplit(self, sep=None, maxsplit=-1)', (rt, args) => split(rt, args, 'right')),
  nativeMethod(
    'splitlines(self, keepends=False)',
    (_rt, args) => new PyList(splitLines(self(args), args.bool('keepends'))),
  ),
  nativeMethod('join(self, iterable, /)', join),
  nativeMethod('strip(self, chars=None, /)', (_rt, args) => strip(args, 'both')),
  nativeMethod('lstrip(self, chars=None, /)', (_rt, args) => strip(args, 'left')),
  nativeMethod('rstrip(self, chars=None, /)', (_rt, args) => strip(args, 'right')),
  nativeMethod('startswith(self, affix, start=None, end=None, /)', (rt, args) =>
    matchesEnd(rt, args, (text, affix) => text.startsWith(affix)),
  ),
  nativeMethod('endswith(self, affix, start=None, end=None, /)', (rt, args) =>
    matchesEnd(rt, args, (text, affix) => text.endsWith(affix)),
  ),
  nativeMethod('replace(self, old, new, count=-1, /)', (_rt, args) => replace(args)),
  nativeMethod('find(self, sub, start=None, end=None, /)', (_rt, args) => find(args, 'left')),
  nativeMethod('rfind(self, sub, start=None, end=None, /)', (_rt, args) => find(args, 'right')),
  nativeMethod('index(self, sub, start=None, end=None, /)', (rt, args) => indexOf(rt, args, 'left')),
  nativeMethod('rindex(self, sub, start=None, end=None, /)', (rt, args) => indexOf(rt, args, 'right')),
  nativeMethod('count(self, sub, start=None, end=None, /)', (_rt, args) => count(args)),
  nativeMethod('partition(self, sep, /)', (rt, args) => partition(rt, args, 'left')),
  nativeMethod('rpartition(self, sep, /)', (rt, args) => partition(rt, args, 'right')),
  nativeMethod('removeprefix(self, prefix, /)', (_rt, args) => {
    const [text, prefix] = [self(args), args.string('prefix')];
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  }),
  nativeMethod('removesuffix(self, suffix, /)', (_rt, args) => {
    const [text, suffix] = [self(args), args.string('suffix')];
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  }),
  nativeMethod('zfill(self, width, /)', (_rt, args) => zeroFill(args)),
  nativeMethod("ljust(self, width, fillchar=' ', /)", (_rt, args) => pad(args, 'right')),
  nativeMethod("rjust(self, width, fillchar=' ', /)", (_rt, args) => pad(args, 'left')),
  nativeMethod("center(self, width, fillchar=' ', /)", (_rt, args) => pad(args, 'center')),
  nativeMethod('expandtabs(self, tabsize=8)', (_rt, args) => expandTabs(self(args), args.int('tabsize'))),
  nativeMethod('translate(self, table, /)', translate),
  ['maketrans', new StaticMethod(makeTranslation)],
  nativeMethod("encode(self, encoding='utf-8', errors='strict')", encode),
  nativeMethod('format(self, /, *args, **kwargs)', template),
  nativeMethod('format_map(self, mapping, /)', (rt, args) =>
    formatTemplate(rt, self(args), {
      positional: [],
      keyword: (name) => rt.getItem(args.value('mapping'), name),
    }),
  ),
  nativeMethod('__len__(self)', (_rt, args) => self(args).length),
  nativeMethod('__iter__(self)', (rt, args) => cursor(rt, 'str_iterator', tuple(...Array.from(self(args))))),
  nativeMethod('__getitem__(self, key)', (rt, args) => rt.getItem(self(args), args.value('key'))),
  nativeMethod('__contains__(self, item)', (_rt, args) => self(args).includes(args.string('item'))),
  nativeMethod('__add__(self, other)', (_rt, args) => self(args) + args.string('other')),
  nativeMethod('__mod__(self, other)', (rt, args) => rt.binary('%', self(args), args.value('other'))),
  nativeMethod('__mul__(self, other)', (_rt, args) =>
    self(args).repeat(Math.max(0, Number(asPyInt(args.known('other')) ?? 0))),
  ),
];
