/** JSON text to Python values: unlike `JSON.parse` it tells `1` from `1.0` and takes NaN. */
import { PyFloat, PyList } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { normalise } from '../builtins/numbers.ts';

class JsonError extends Error {}

/** Undefined when the text is not JSON. `object` makes the value of an object from its pairs. */
export function parseJson(
  text: string,
  object: (pairs: (readonly [string, Value])[]) => Value,
): Value | undefined {
  const parser = new JsonParser(text, object);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

class JsonParser {
  readonly #text: string;
  readonly #object: (pairs: (readonly [string, Value])[]) => Value;
  #at = 0;

  constructor(text: string, object: (pairs: (readonly [string, Value])[]) => Value) {
    this.#text = text;
    this.#object = object;
  }

  parse(): Value {
    const value = this.#value();
    this.#space();
    if (this.#at !== this.#text.length) throw new JsonError();
    return value;
  }

  #value(): Value {
    this.#space();
    if (this.#accept('{')) return this.#object(this.#pairs());
    if (this.#accept('[')) return new PyList(this.#items());
    if (this.#text.charAt(this.#at) === '"') return this.#string();
    const word = this.#take(/[-\w.+]+/y);
    if (word === 'null') return null;
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'NaN' || word === 'Infinity' || word === '-Infinity') return new PyFloat(Number(word));
    if (/^-?(0|[1-9]\d*)$/.test(word)) return normalise(BigInt(word));
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(word)) return new PyFloat(Number(word));
    throw new JsonError();
  }

  #pairs(): (readonly [string, Value])[] {
    const pairs: (readonly [string, Value])[] = [];
    this.#space();
    if (this.#accept('}')) return pairs;
    do {
      this.#space();
      const key = this.#string();
      this.#space();
      this.#expect(':');
      pairs.push([key, this.#value()]);
      this.#space();
    } while (this.#accept(','));
    this.#expect('}');
    return pairs;
  }

  #items(): Value[] {
    const items: Value[] = [];
    this.#space();
    if (this.#accept(']')) return items;
    do {
      items.push(this.#value());
      this.#space();
    } while (this.#accept(','));
    this.#expect(']');
    return items;
  }

  #string(): string {
    const literal = this.#take(/"(?:[^"\\]|\\.)*"/sy);
    try {
      const value: unknown = JSON.parse(literal);
      if (typeof value === 'string') return value;
    } catch {
      throw new JsonError();
    }
    throw new JsonError();
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined) throw new JsonError();
    this.#at += match.length;
    return match;
  }

  #accept(token: string): boolean {
    if (this.#text.charAt(this.#at) !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw new JsonError();
  }

  #space(): void {
    while (/[ \t\n\r]/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}
