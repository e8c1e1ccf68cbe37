import type { SourceSpan } from './span.ts';

/** Something that could not be determined: a value in its own right, never a zero. */
export interface Missing {
  readonly known: false;
  readonly reason: string;
  readonly span: SourceSpan | null;
}

/** Where an input comes from; the order is the precedence, strongest first (see ARCHITECTURE). */
export type Origin =
  'flag' | 'pragma' | 'config-file' | 'workspace-setting' | 'code' | 'user-setting' | 'default';

/** An input that is known, with its origin. `detail` names the evidence in a few words. */
export interface Given<T> {
  readonly known: true;
  readonly value: T;
  readonly origin: Origin;
  readonly detail: string;
  readonly span: SourceSpan | null;
}

export type Found<T> = Given<T> | Missing;

export function given<T>(value: T, origin: Origin, detail: string, span: SourceSpan | null = null): Given<T> {
  return { known: true, value, origin, detail, span };
}

export function missing(reason: string, span: SourceSpan | null = null): Missing {
  return { known: false, reason, span };
}
