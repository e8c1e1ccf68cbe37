/** Loops that a condition may end sooner which nobody can know. */
import type { Interpreter } from './interpreter.ts';
import type { Unknown } from './values.ts';

/** An assumption about a test of which only a part is known. */
export function goesOnText(test: Unknown): string {
  return `a loop goes on as long as the known part of its condition holds; it depends on this as well: ${test.reason}`;
}

/**
 * Reports what may end the loop of this serial sooner: a condition that its body met, or the unknown part of
 * its test. Returns it; null: there is none.
 */
export function noteLeaving(
  it: Interpreter,
  serial: number | undefined,
  test: Unknown | null,
): Unknown | null {
  const { frame } = it;
  const left = frame.mayLeave;
  const cause = left?.by ?? test;
  if (cause !== null) {
    it.recorder.mayEnd(serial ?? null, `a condition may end it: ${cause.reason}`, cause.span);
  }
  // A return ends the loops around it as well.
  if (left?.how === 'break') frame.mayLeave = null;
  return cause;
}
