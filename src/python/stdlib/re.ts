/** `re`, over JavaScript's regular expressions. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native, nativeClass, settled } from '../runtime/native.ts';
import { UnknownInput } from '../runtime/signals.ts';
import { PyList, PyTuple } from '../runtime/values.ts';
import type { NativeFunction, Value, PyClass } from '../runtime/values.ts';
import { genericItem } from '../builtins/genericAlias.ts';
import { cursor } from '../builtins/iterators.ts';
import { callable, perRuntime, shown, tuple } from '../builtins/natives.ts';
import { asPyInt } from '../builtins/numbers.ts';
import { dictOf } from '../builtins/hash.ts';
import { FLAG_BITS, flagsFromBits, templatePieces, translatePattern } from './regexTranslation.ts';
import { libraryModule } from './module.ts';

const patternClass = perRuntime((rt: Runtime) =>
  nativeClass('Pattern', [rt.builtinClass('object')], [['__class_getitem__', genericItem]]),
);
const matchClass = perRuntime((rt: Runtime) =>
  nativeClass('Match', [rt.builtinClass('object')], [['__class_getitem__', genericItem]]),
);

function text(rt: Runtime, value: Value | undefined, what: string): string {
  const known = settled(value ?? null);
  if (typeof known === 'string') return known;
  if (
    known !== null &&
    typeof known === 'object' &&
    known.kind === 'object' &&
    typeof known.payload === 'string'
  ) {
    return known.payload;
  }
  throw rt.error('TypeError', `expected ${what}, got ${rt.typeName(known)}`);
}

type Anchor = 'anywhere' | 'start' | 'whole';

export class RegexPattern extends HostObject {
  readonly source: string;
  readonly bits: number;
  readonly #expression: RegExp | undefined;

  constructor(source: string, bits: number) {
    super();
    this.source = source;
    this.bits = bits;
    this.#expression = translatePattern(source, flagsFromBits(bits));
  }

  override pyClass(rt: Runtime): PyClass {
    return patternClass(rt);
  }

  /** Ends the call where the pattern has no equal in JavaScript. */
  expression(rt: Runtime): RegExp {
    if (this.#expression === undefined) {
      throw new UnknownInput(rt.unknown(`what matches the regular expression ${this.source}`));
    }
    return this.#expression;
  }

  find(rt: Runtime, subject: string, anchor: Anchor, from = 0): RegexMatch | null {
    const base = this.expression(rt);
    const flags = anchor === 'anywhere' ? base.flags : base.flags.replace('g', 'y');
    const source = anchor === 'whole' ? `(?:${base.source})(?![\\s\\S])` : base.source;
    const expression = new RegExp(source, flags);
    expression.lastIndex = from;
    const match = expression.exec(subject);
    return match === null ? null : new RegexMatch(this, match, subject);
  }

  all(rt: Runtime, subject: string): RegexMatch[] {
    rt.spend(subject.length / 100);
    return Array.from(subject.matchAll(this.expression(rt)), (match) => new RegexMatch(this, match, subject));
  }

  replace(rt: Runtime, replacement: Value, subject: string, limit: number): readonly [string, number] {
    const matches = this.all(rt, subject).slice(0, limit > 0 ? limit : undefined);
    const pieces = typeof replacement === 'string' ? templatePieces(replacement) : null;
    let result = '';
    let last = 0;
    for (const match of matches) {
      const inserted =
        pieces === null
          ? text(rt, rt.call(replacement, [match]), 'str')
          : pieces
              .map((piece) => (typeof piece === 'string' ? piece : (match.groupText(rt, piece.group) ?? '')))
              .join('');
      result += subject.slice(last, match.start) + inserted;
      last = match.end;
    }
    return [result + subject.slice(last), matches.length];
  }

  split(rt: Runtime, subject: string, limit: number): Value[] {
    const pieces: Value[] = [];
    let last = 0;
    for (const match of this.all(rt, subject).slice(0, limit > 0 ? limit : undefined)) {
      pieces.push(subject.slice(last, match.start), ...match.groups());
      last = match.end;
    }
    return [...pieces, subject.slice(last)];
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'pattern') return this.source;
    if (name === 'flags') return this.bits;
    const run = OPERATIONS[name];
    return run === undefined
      ? undefined
      : callable(name, (rt, args, keywords) => run(rt, this, args, keywords));
  }

  override hashKey(): string {
    return `re:${this.bits}:${this.source}`;
  }

  override repr(rt: Runtime): string {
    return `re.compile(${shown(rt, this.source)})`;
  }
}

class RegexMatch extends HostObject {
  readonly #pattern: RegexPattern;
  readonly #match: RegExpExecArray | RegExpMatchArray;
  readonly #subject: string;

  constructor(pattern: RegexPattern, match: RegExpExecArray | RegExpMatchArray, subject: string) {
    super();
    this.#pattern = pattern;
    this.#match = match;
    this.#subject = subject;
  }

  override pyClass(rt: Runtime): PyClass {
    return matchClass(rt);
  }

  get start(): number {
    return this.#match.index ?? 0;
  }

  get end(): number {
    return this.start + this.#match[0].length;
  }

  groups(otherwise: Value = null): Value[] {
    return this.#match.slice(1).map((group: string | undefined) => group ?? otherwise);
  }

  /** A group by number or name; null where it took no part. */
  groupText(rt: Runtime, key: string): string | null {
    if (/^\d+$/.test(key)) {
      const index = Number(key);
      if (index >= this.#match.length) throw rt.error('IndexError', 'no such group');
      return this.#match[index] ?? null;
    }
    const named = this.#match.groups;
    if (named === undefined || !(key in named)) throw rt.error('IndexError', 'no such group');
    return named[key] ?? null;
  }

  #group(rt: Runtime, key: Value): Value {
    const known = settled(key);
    return this.groupText(rt, typeof known === 'string' ? known : String(asPyInt(known) ?? ''));
  }

  #span(key: Value | undefined): readonly [number, number] {
    const { indices } = this.#match;
    const range =
      typeof key === 'string' ? indices?.groups?.[key] : indices?.[Number(asPyInt(key ?? 0) ?? 0)];
    return range ?? [-1, -1];
  }

  override getItem(rt: Runtime, key: Value): Value {
    return this.#group(rt, key);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'group':
        return callable(name, (rt, keys) => {
          const [only = 0] = keys;
          return keys.length > 1 ? tuple(...keys.map((key) => this.#group(rt, key))) : this.#group(rt, only);
        });
      case 'groups':
        return callable(name, (_inner, [otherwise = null]) => tuple(...this.groups(otherwise)));
      case 'groupdict':
        return callable(name, (rt, [otherwise = null]) =>
          dictOf(
            rt,
            Object.entries(this.#match.groups ?? {}).map(
              ([key, value]: [string, string | undefined]) => [key, value ?? otherwise] as const,
            ),
          ),
        );
      case 'start':
        return callable(name, (_inner, [key]) => this.#span(key)[0]);
      case 'end':
        return callable(name, (_inner, [key]) => this.#span(key)[1]);
      case 'span':
        return callable(name, (_inner, [key]) => tuple(...this.#span(key)));
      case 'string':
        return this.#subject;
      case 're':
        return this.#pattern;
      case 'pos':
        return 0;
      default:
        return undefined;
    }
  }

  override repr(rt: Runtime): string {
    return `<re.Match object; span=(${this.start}, ${this.end}), match=${shown(rt, this.#match[0])}>`;
  }
}

type Operation = (
  rt: Runtime,
  pattern: RegexPattern,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
) => Value;

function number(value: Value | undefined): number {
  return value === undefined ? 0 : Number(asPyInt(settled(value)) ?? 0);
}

function subjectOf(
  rt: Runtime,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  at: number,
): string {
  return text(rt, args[at] ?? keywords.get('string'), 'string or bytes-like object');
}

/** One match, several, or none: a group alone as text, more of them as a tuple. */
function found(match: RegexMatch, rt: Runtime): Value {
  const groups = match.groups('');
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return only;
  return groups.length === 0 ? match.groupText(rt, '0') : tuple(...groups);
}

/** Those of a compiled pattern; `re.match(p, …)` and the like take the pattern first. */
const OPERATIONS: Readonly<Record<string, Operation | undefined>> = {
  match: (rt, pattern, args, keywords) =>
    pattern.find(rt, subjectOf(rt, args, keywords, 0), 'start', number(args[1])),
  fullmatch: (rt, pattern, args, keywords) => pattern.find(rt, subjectOf(rt, args, keywords, 0), 'whole'),
  search: (rt, pattern, args, keywords) =>
    pattern.find(rt, subjectOf(rt, args, keywords, 0), 'anywhere', number(args[1])),
  findall: (rt, pattern, args, keywords) =>
    new PyList(pattern.all(rt, subjectOf(rt, args, keywords, 0)).map((match) => found(match, rt))),
  finditer: (rt, pattern, args, keywords) =>
    cursor(rt, 'callable_iterator', new PyTuple(pattern.all(rt, subjectOf(rt, args, keywords, 0)))),
  sub: (rt, pattern, args, keywords) => {
    const limit = number(args[2] ?? keywords.get('count'));
    return pattern.replace(rt, settled(args[0] ?? null), subjectOf(rt, args, keywords, 1), limit)[0];
  },
  subn: (rt, pattern, args, keywords) => {
    const limit = number(args[2] ?? keywords.get('count'));
    return tuple(...pattern.replace(rt, settled(args[0] ?? null), subjectOf(rt, args, keywords, 1), limit));
  },
  split: (rt, pattern, args, keywords) =>
    new PyList(
      pattern.split(rt, subjectOf(rt, args, keywords, 0), number(args[1] ?? keywords.get('maxsplit'))),
    ),
};

/** Where the flags stand among the arguments after the pattern. */
const FLAGS_AT: Readonly<Record<string, number>> = { sub: 3, subn: 3, split: 2 };

function compile(rt: Runtime, pattern: Value, flags: Value | undefined): RegexPattern {
  const known = settled(pattern);
  return known instanceof RegexPattern
    ? known
    : new RegexPattern(text(rt, known, 'string or compiled pattern'), number(flags));
}

const functions: readonly NativeFunction[] = [
  native('compile(pattern, flags=0)', (rt, args) => compile(rt, args.value('pattern'), args.value('flags'))),
  native('escape(pattern)', (_rt, args) =>
    args.string('pattern').replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, (character) => `\\${character}`),
  ),
  native('purge()', () => null),
  ...Object.entries(OPERATIONS).map(([name, run]) =>
    callable(name, (rt, [pattern = null, ...args], keywords) => {
      const flags = keywords.get('flags') ?? args[FLAGS_AT[name] ?? 1];
      const rest = args.slice(0, FLAGS_AT[name] ?? 1);
      return run?.(rt, compile(rt, pattern, flags), rest, keywords) ?? null;
    }),
  ),
];

const SHORT_FLAGS: Readonly<Record<string, keyof typeof FLAG_BITS>> = {
  I: 'IGNORECASE',
  L: 'LOCALE',
  M: 'MULTILINE',
  S: 'DOTALL',
  U: 'UNICODE',
  X: 'VERBOSE',
  A: 'ASCII',
};

export const re = libraryModule('re', (rt) => [
  ...functions,
  patternClass(rt),
  matchClass(rt),
  nativeClass('error', [rt.builtinClass('Exception')], []),
  ...Object.entries(FLAG_BITS).map(([name, bits]) => [name, bits] as const),
  ...Object.entries(SHORT_FLAGS).map(([name, long]) => [name, FLAG_BITS[long]] as const),
]);
