/** Comprehensions and generator expressions. */
import type { ComprehensionClause, Expr } from '../syntax/ast.ts';
import { assignTarget } from './assignment.ts';
import { evaluate } from './expressions.ts';
import type { Interpreter } from './interpreter.ts';
import { PyIterator, Scope, Unknown } from './values.ts';
import type { Value } from './values.ts';

/** Runs `emit` for every combination; returns the Unknown that ended it. */
export function comprehend(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  emit: () => void,
): Unknown | null {
  const { frame } = it;
  return it.inScope(new Scope('comprehension', frame.scope), () => clause(it, clauses, 0, emit));
}

function clause(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  index: number,
  emit: () => void,
): Unknown | null {
  const current = clauses[index];
  if (current === undefined) {
    emit();
    return null;
  }
  const iterable = it.elements(evaluate(it, current.iterable));
  if (iterable instanceof Unknown) return iterable;
  for (const element of iterable) {
    it.spend(1);
    assignTarget(it, current.target, element);
    const passes = conditions(it, current.conditions);
    if (passes instanceof Unknown) return passes;
    if (!passes) continue;
    const unknown = clause(it, clauses, index + 1, emit);
    if (unknown !== null) return unknown;
  }
  return null;
}

function conditions(it: Interpreter, tests: readonly Expr[]): boolean | Unknown {
  for (const test of tests) {
    const truth = it.truth(evaluate(it, test));
    if (truth instanceof Unknown) return truth;
    if (!truth) return false;
  }
  return true;
}

/** Lazy in its first clause's elements, as `next(x for x in endless if …)` needs. */
export function generatorExpression(
  it: Interpreter,
  element: Expr,
  clauses: readonly ComprehensionClause[],
): Value {
  const [first, ...rest] = clauses;
  if (first === undefined) return new PyIterator('generator', () => undefined);
  const source = it.iterate(evaluate(it, first.iterable));
  if (source instanceof Unknown) return source;
  const frame = it.frame;
  const scope = new Scope('comprehension', frame.scope);
  const pending: Value[] = [];
  if ('kind' in source) {
    // The same abstract element every time: one evaluation stands for all.
    return it.unknown('a generator over a data source is not followed');
  }
  const next = (): Value | undefined => {
    while (pending.length === 0) {
      const step = source.next();
      if (step.done === true) return undefined;
      const value: Value = step.value;
      it.resume(frame, () =>
        it.inScope(scope, () => {
          it.spend(1);
          assignTarget(it, first.target, value);
          const passes = conditions(it, first.conditions);
          if (passes instanceof Unknown) pending.push(passes);
          else if (passes) {
            const unknown = clause(it, rest, 0, () => pending.push(evaluate(it, element)));
            if (unknown !== null) pending.push(unknown);
          }
          return null;
        }),
      );
    }
    return pending.shift();
  };
  return new PyIterator('generator', next);
}
