import type { Place } from '../syntax/ast.ts';
import type { SourceSpan } from '../../units/span.ts';
import type { CodeOrigin, PyFunction, Scope, Unknown, Value } from './values.ts';

/** One activation of Python code: a module body, a class body or a function call. */
export class Frame {
  readonly scope: Scope;
  readonly origin: CodeOrigin;
  /** First line of the top-level statement being run: places are relative to it. */
  baseLine: number;
  readonly fn: PyFunction | null;
  /** The first argument of the running method, for `super()`. */
  readonly self: Value | undefined;
  /** What runs now. */
  at: Place | null = null;
  /** The value of the `return` that ended it. */
  result: Value = null;
  /** A side of an unknown condition that was not taken would have left a loop or the function. */
  mayLeave: { readonly how: 'break' | 'return'; readonly by: Unknown } | null = null;
  /** What it would have returned there. */
  otherwise: Value | undefined;
  /** The exception that `raise` without operand re-raises. */
  handling: Error | null = null;
  /** Unknown conditions, with no side to expect, that the running statement hangs on, and from which serial on. */
  readonly undecided: { readonly condition: Unknown; readonly since: number }[] = [];
  /** How many `try` statements around the running one catch import errors. */
  importGuards = 0;
  /** How many `try` statements around the running one catch TypeError by name. */
  typeErrorGuards = 0;

  constructor(
    scope: Scope,
    origin: CodeOrigin,
    baseLine: number,
    fn: PyFunction | null = null,
    self?: Value,
  ) {
    this.scope = scope;
    this.origin = origin;
    this.baseLine = baseLine;
    this.fn = fn;
    this.self = self;
  }

  /** Whether it runs what a module does by itself, and no function. */
  get isTopLevel(): boolean {
    return this.fn === null;
  }

  /** Absolute span of a place in the running statement. */
  span(place: Place | null = this.at): SourceSpan | null {
    if (place === null) return null;
    return {
      uri: this.origin.uri,
      start: { line: this.baseLine + place.line, character: place.character },
      end: { line: this.baseLine + place.endLine, character: place.endCharacter },
    };
  }
}
