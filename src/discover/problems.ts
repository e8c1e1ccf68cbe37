import { BudgetExceeded, PyRaise } from '../python/runtime/signals.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Trace } from '../trace/trace.ts';
import type { Range } from '../units/span.ts';
import { isPassedOn } from './candidates.ts';
import { isBudget } from './passes.ts';
import type { DiscoverProblem } from './request.ts';

export const FILE_START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** What goes wrong while a file is looked at: it becomes part of the result, and the rest is looked at all the same. */
export class Problems {
  readonly #uri: string;
  readonly #trace: Trace;
  readonly #found: DiscoverProblem[] = [];

  constructor(uri: string, trace: Trace) {
    this.#uri = uri;
    this.#trace = trace;
  }

  get found(): readonly DiscoverProblem[] {
    return this.#found;
  }

  add(code: DiscoverProblem['code'], message: string, range: Range | null = null): void {
    this.#found.push({ code, message, uri: this.#uri, range });
  }

  /** What `run` gives; null where it went wrong. Throws `NeedsFiles` and `Cancelled`. */
  guard<T>(run: () => T, code: DiscoverProblem['code']): T | null {
    try {
      return run();
    } catch (error) {
      if (isPassedOn(error)) throw error;
      if (isBudget(error)) this.budget(error);
      else if (error instanceof PyRaise) this.add(code, error.message, error.span ?? FILE_START);
      else this.add('internal', error instanceof Error ? (error.stack ?? error.message) : String(error));
      return null;
    }
  }

  /** The budget ran out: of the loops that it ran out in nobody knows how often they would have run. */
  budget(error: Error): void {
    if (!(error instanceof BudgetExceeded)) {
      this.add('budget', 'the code nests too deeply to follow', FILE_START);
      return;
    }
    this.#trace.abandoned(error.loops, new Unknown(error.message, error.span));
    this.add('budget', error.message, error.span ?? FILE_START);
  }
}

/** What `run` gives; null where it went wrong: what goes wrong in another file is no problem of this one. */
export function quietly<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof PyRaise || isBudget(error)) return null;
    throw error;
  }
}
