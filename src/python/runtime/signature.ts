/** Signatures of native functions as data: `conv2d(input, weight, bias=None, stride=1, *, x, **kw)`. */
import type { ParamKind } from '../syntax/ast.ts';
import { ELLIPSIS, PyFloat, PyTuple } from './values.ts';
import type { BoundParam, Value } from './values.ts';

export interface Signature {
  readonly name: string;
  readonly params: readonly BoundParam[];
}

const parsed = new Map<string, Signature>();

/**
 * Parses `name(a, b=1, /, c, *args, d=None, **kwargs)`. Defaults are literals: None, True, False,
 * `...`, numbers, strings and tuples of these. Throws SyntaxError on anything else: signatures are
 * written by us. Parsed once per text.
 */
export function parseSignature(text: string): Signature {
  let signature = parsed.get(text);
  if (signature === undefined) {
    signature = new SignatureParser(text).parse();
    parsed.set(text, signature);
  }
  return signature;
}

class SignatureParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Signature {
    const name = this.#take(/[\w.]*/y);
    this.#expect('(');
    const params: BoundParam[] = [];
    let kind: ParamKind = 'normal';
    while (!this.#accept(')')) {
      if (this.#accept('/')) {
        for (const [i, param] of params.entries()) params[i] = { ...param, kind: 'positional-only' };
      } else if (this.#accept('**')) {
        params.push({ name: this.#name(), kind: 'var-keyword', default: undefined });
      } else if (this.#accept('*')) {
        kind = 'keyword-only';
        const rest = this.#take(/\w*/y);
        if (rest !== '') params.push({ name: rest, kind: 'var-positional', default: undefined });
      } else {
        const param = this.#name();
        params.push({ name: param, kind, default: this.#accept('=') ? this.#literal() : undefined });
      }
      if (!this.#accept(',') && this.#peek() !== ')') this.#fail();
    }
    if (this.#at !== this.#text.length) this.#fail();
    return { name, params };
  }

  #literal(): Value {
    if (this.#accept('(')) {
      const items: Value[] = [];
      while (!this.#accept(')')) {
        items.push(this.#literal());
        if (!this.#accept(',') && this.#peek() !== ')') this.#fail();
      }
      return new PyTuple(items);
    }
    const quoted = this.#take(/'[^']*'|"[^"]*"/y);
    if (quoted !== '') return quoted.slice(1, -1);
    const token = this.#take(/[-+\w.]+/y);
    if (token === 'None') return null;
    if (token === 'True' || token === 'False') return token === 'True';
    if (token === '...') return ELLIPSIS;
    if (/^[-+]?\d+$/.test(token)) return Number(token);
    const number = token === 'inf' ? Infinity : Number(token);
    if (token === '' || Number.isNaN(number)) this.#fail();
    return new PyFloat(number);
  }

  #name(): string {
    const name = this.#take(/\w+/y);
    if (name === '') this.#fail();
    return name;
  }

  #take(pattern: RegExp): string {
    this.#skipSpace();
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += match.length;
    return match;
  }

  #accept(token: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) this.#fail();
  }

  #peek(): string {
    this.#skipSpace();
    return this.#text[this.#at] ?? '';
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #fail(): never {
    throw new SyntaxError(`bad signature at ${this.#at}: ${this.#text}`);
  }
}
