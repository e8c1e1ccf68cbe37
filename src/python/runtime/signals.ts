/** What travels by `throw` through the evaluator. */
import { withoutAmount } from './amounts.ts';
import type { PyObject, Unknown } from './values.ts';
import type { SourceSpan } from '../../units/span.ts';

/** A loop that an exception ended. */
export interface EndedLoop {
  readonly serial: number;
  /** Iterations that it would have had; null: not known. */
  readonly count: number | null;
}

/** A Python exception in flight. */
export class PyRaise extends Error {
  readonly exception: PyObject;
  readonly span: SourceSpan | null;
  /** The loops that it has ended. */
  readonly loops: EndedLoop[] = [];
  /** Where the person's own code raised it, or called what did; null: not known yet. */
  ownPlace: SourceSpan | null = null;
  constructor(exception: PyObject, message: string, span: SourceSpan | null) {
    super(message);
    this.exception = exception;
    this.span = span;
  }
}

/**
 * A native function needs an argument that is unknown: the call's value is that Unknown. Caught right around the call:
 * to note the stack would cost more than the call.
 */
export class UnknownInput extends Error {
  readonly unknown: Unknown;
  constructor(unknown: Unknown) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(unknown.reason);
    Error.stackTraceLimit = stackTraceLimit;
    this.unknown = withoutAmount(unknown);
  }
}

/** A budget ran out: the run ends with what it has. Python code cannot catch it. */
export class BudgetExceeded extends Error {
  readonly budget: 'steps' | 'depth' | 'objects';
  readonly span: SourceSpan | null;
  /** The loops that it has ended: how often they run is not known. */
  readonly loops: EndedLoop[] = [];
  constructor(budget: BudgetExceeded['budget'], span: SourceSpan | null) {
    super(`the analysis budget of ${budget} ran out`);
    this.budget = budget;
    this.span = span;
  }
}

/** Nobody wants the result any more. */
export class Cancelled extends Error {}
