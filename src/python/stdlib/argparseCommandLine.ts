/** A command line given as a list, parsed as CPython's `argparse` does. */
import type { Runtime } from '../runtime/api.ts';
import { PyList, Unknown } from '../runtime/values.ts';
import type { Value, PyObject } from '../runtime/values.ts';
import { isException } from '../builtins/natives.ts';
import { PARSER, REMAINDER, allows, convert } from './argparseActions.ts';
import type { Argument } from './argparseActions.ts';

/** What the parser does with the arguments that are found. */
export interface CommandLineTarget {
  readonly arguments: readonly Argument[];
  readonly allowsAbbreviations: boolean;
  set(dest: string, value: Value): void;
  get(dest: string): Value;
  /** Runs the user's own action. */
  custom(argument: Argument, value: Value, option: string | null): void;
  /** Hands the rest to a sub-command's parser; returns what it did not know. */
  subcommand(argument: Argument, name: string, rest: readonly string[]): readonly string[];
  error(message: string): Error;
}

interface Match {
  readonly argument: Argument | null;
  readonly option: string;
  /** `--x=value`, or `value` in `-xvalue`. */
  readonly explicit: string | null;
}

/** Parses the tokens; returns those that no argument took, and which arguments were seen. */
export function parseCommandLine(
  rt: Runtime,
  tokens: readonly string[],
  target: CommandLineTarget,
): { readonly extras: readonly string[]; readonly seen: ReadonlySet<PyObject> } {
  return new CommandLine(rt, tokens, target).parse();
}

class CommandLine {
  readonly #rt: Runtime;
  readonly #tokens: readonly string[];
  readonly #target: CommandLineTarget;
  readonly #options = new Map<string, Argument>();
  readonly #pattern: string;
  readonly #matches: readonly (Match | null)[];
  readonly #extras: string[] = [];
  readonly #seen = new Set<PyObject>();
  #positionals: Argument[];

  constructor(rt: Runtime, tokens: readonly string[], target: CommandLineTarget) {
    this.#rt = rt;
    this.#tokens = tokens;
    this.#target = target;
    for (const argument of target.arguments) {
      for (const option of argument.options) this.#options.set(option, argument);
    }
    this.#positionals = target.arguments.filter((argument) => argument.options.length === 0);
    const separator = tokens.indexOf('--');
    this.#matches = tokens.map((token, i) =>
      separator >= 0 && i >= separator ? null : this.#optional(token),
    );
    this.#pattern = tokens
      .map((_, i) => (i === separator ? '-' : this.#matches[i] === null ? 'A' : 'O'))
      .join('');
  }

  parse(): { extras: readonly string[]; seen: ReadonlySet<PyObject> } {
    let at = 0;
    const lastOption = this.#pattern.lastIndexOf('O');
    while (at <= lastOption) {
      const nextOption = this.#pattern.indexOf('O', at);
      if (at !== nextOption) {
        const after = this.#consumePositionals(at);
        if (after > at) {
          at = after;
          continue;
        }
        this.#extras.push(...this.#tokens.slice(at, nextOption));
        at = nextOption;
      }
      at = this.#consumeOption(at);
    }
    at = this.#consumePositionals(at);
    this.#extras.push(...this.#tokens.slice(at));
    return { extras: this.#extras, seen: this.#seen };
  }

  /** How a token reads as an option; null: it is a value. */
  #optional(token: string): Match | null {
    if (!token.startsWith('-') || token === '-') return null;
    const exact = this.#options.get(token);
    if (exact !== undefined) return { argument: exact, option: token, explicit: null };
    const equals = token.indexOf('=');
    const name = equals < 0 ? token : token.slice(0, equals);
    const explicit = equals < 0 ? null : token.slice(equals + 1);
    const named = this.#options.get(name);
    if (named !== undefined) return { argument: named, option: name, explicit };
    const abbreviated = this.#abbreviation(name, explicit) ?? this.#cluster(token);
    if (abbreviated !== null) return abbreviated;
    if (/^-\d+$|^-\d*\.\d+$/.test(token) || token.includes(' ')) return null;
    return { argument: null, option: token, explicit: null };
  }

  #abbreviation(name: string, explicit: string | null): Match | null {
    if (!name.startsWith('--') || !this.#target.allowsAbbreviations) return null;
    const candidates = [...this.#options].filter(([option]) => option.startsWith(name));
    const [first] = candidates;
    if (first === undefined) return null;
    if (new Set(candidates.map(([, argument]) => argument)).size > 1) {
      throw this.#target.error(
        `ambiguous option: ${name} could match ${candidates.map(([o]) => o).join(', ')}`,
      );
    }
    return { argument: first[1], option: first[0], explicit };
  }

  /** `-xvalue` and `-vvv`. */
  #cluster(token: string): Match | null {
    if (token.startsWith('--')) return null;
    const option = token.slice(0, 2);
    const argument = this.#options.get(option);
    return argument === undefined ? null : { argument, option, explicit: token.slice(2) };
  }

  #consumeOption(at: number): number {
    const match = this.#matches[at];
    const token = this.#tokens[at] ?? '';
    const known = match?.argument ?? null;
    if (match === null || match === undefined || known === null) {
      this.#extras.push(token);
      return at + 1;
    }
    let [argument, option, explicit] = [known, match.option, match.explicit];
    for (;;) {
      if (explicit === null) break;
      if (takes(argument, 1)) {
        this.#run(argument, [explicit], option);
        return at + 1;
      }
      const next = this.#options.get(`-${explicit.charAt(0)}`);
      if (next === undefined || token.startsWith('--')) {
        throw this.#target.error(`argument ${option}: ignored explicit argument '${explicit}'`);
      }
      this.#run(argument, [], option);
      [argument, option] = [next, `-${explicit.charAt(0)}`];
      explicit = explicit.length > 1 ? explicit.slice(1) : null;
    }
    const length = matchedLength(argument, this.#pattern.slice(at + 1), true);
    if (length === null) throw this.#target.error(`argument ${option}: expected ${expectation(argument)}`);
    this.#run(argument, this.#tokens.slice(at + 1, at + 1 + length), option);
    return at + 1 + length;
  }

  /** As many positionals as fit from here on; returns where they end. */
  #consumePositionals(at: number): number {
    const rest = this.#pattern.slice(at);
    let lengths: readonly number[] = [];
    for (let count = this.#positionals.length; count > 0 && lengths.length === 0; count--) {
      const source = this.#positionals.slice(0, count).map((argument) => nargsPattern(argument, false));
      const match = new RegExp(`^${source.join('')}`).exec(rest);
      if (match !== null) lengths = match.slice(1).map((part) => part.length);
    }
    let end = at;
    for (const [i, length] of lengths.entries()) {
      const argument = this.#positionals[i];
      if (argument === undefined) break;
      const values = this.#tokens.slice(end, end + length);
      end += length;
      if (argument.kind === 'parsers') {
        const [name = '', ...more] = values;
        this.#seen.add(argument.object);
        this.#extras.push(...this.#target.subcommand(argument, name, more));
      } else if (values.length > 0 || argument.nargs === REMAINDER) {
        this.#run(
          argument,
          values.filter((value) => value !== '--'),
          null,
        );
      }
    }
    this.#positionals = this.#positionals.slice(lengths.length);
    return end;
  }

  #run(argument: Argument, texts: readonly string[], option: string | null): void {
    const { dest, kind } = argument;
    const target = this.#target;
    this.#seen.add(argument.object);
    switch (kind) {
      case 'store':
        target.set(dest, this.#values(argument, texts));
        return;
      case 'store_const':
      case 'store_true':
      case 'store_false':
        target.set(dest, argument.constant);
        return;
      case 'boolean':
        target.set(dest, option?.startsWith('--no-') !== true);
        return;
      case 'append':
        target.set(dest, appended(target.get(dest), [this.#values(argument, texts)]));
        return;
      case 'append_const':
        target.set(dest, appended(target.get(dest), [argument.constant]));
        return;
      case 'extend': {
        const values = this.#values(argument, texts);
        target.set(dest, appended(target.get(dest), values instanceof PyList ? values.items : [values]));
        return;
      }
      case 'count': {
        const before = target.get(dest);
        target.set(dest, this.#rt.binary('+', before === null ? 0 : before, 1));
        return;
      }
      case 'help':
      case 'version':
        throw this.#rt.error('SystemExit', '0');
      case 'parsers':
        return;
      case 'custom':
        target.custom(argument, this.#values(argument, texts), option);
    }
  }

  /** The converted value: a list where `nargs` says so. */
  #values(argument: Argument, texts: readonly string[]): Value {
    const { nargs } = argument;
    const [first] = texts;
    if (nargs === null) return this.#value(argument, first ?? '');
    if (nargs === '?') {
      if (first !== undefined) return this.#value(argument, first);
      const absent = argument.options.length > 0 ? argument.constant : argument.default;
      return typeof absent === 'string' ? this.#value(argument, absent) : absent;
    }
    return new PyList(texts.map((text) => this.#value(argument, text)));
  }

  #value(argument: Argument, text: string): Value {
    let value: Value;
    try {
      value = convert(this.#rt, argument, text);
    } catch (error) {
      const isBad = ['ValueError', 'TypeError', 'ArgumentTypeError'].some(
        (name) => isException(this.#rt, error, 'Exception') && error.exception.cls.name === name,
      );
      if (!isBad) throw error;
      throw this.#target.error(`argument ${argument.dest}: invalid value: '${text}'`);
    }
    if (!allows(this.#rt, argument, value)) {
      throw this.#target.error(`argument ${argument.dest}: invalid choice: '${text}'`);
    }
    return value;
  }
}

function appended(before: Value, added: readonly Value[]): Value {
  if (before instanceof Unknown) return before;
  return new PyList([...(before instanceof PyList ? before.items : []), ...added]);
}

/** CPython's table of patterns over `A` (value), `O` (option) and `-` (the `--` separator). */
function nargsPattern({ nargs, kind }: Argument, isOption: boolean): string {
  const pattern = ((): string => {
    if (kind === 'parsers' || nargs === PARSER) return '(-*A[-AO]*)';
    if (nargs === null) return '(-*A-*)';
    if (nargs === '?') return '(-*A?-*)';
    if (nargs === '*') return '(-*[A-]*)';
    if (nargs === '+') return '(-*A[A-]*)';
    if (nargs === REMAINDER) return '([-AO]*)';
    const count = typeof nargs === 'number' ? nargs : 1;
    return `(-*${Array.from({ length: count }, () => 'A').join('-*')}-*)`;
  })();
  return isOption ? pattern.replaceAll('-*', '').replaceAll('-', '') : pattern;
}

function matchedLength(argument: Argument, pattern: string, isOption: boolean): number | null {
  const match = new RegExp(`^${nargsPattern(argument, isOption)}`).exec(pattern);
  return match === null ? null : (match[1]?.length ?? 0);
}

function takes(argument: Argument, count: number): boolean {
  return matchedLength(argument, 'A'.repeat(count), true) === count;
}

function expectation({ nargs }: Argument): string {
  if (nargs === null) return 'one argument';
  if (nargs === '+') return 'at least one argument';
  return typeof nargs === 'number' ? `${nargs} arguments` : 'an argument';
}
