/** Comprehensions and generator expressions. */
import { dictSet, setAdd } from '../builtins/hash.ts';
import type { ComprehensionClause, Expr } from '../syntax/ast.ts';
import { assignTarget } from './assignment.ts';
import { evaluate } from './expressions.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { planOver, runLoop } from './loops.ts';
import type { Plan } from './runIteration.ts';
import { PyRaise } from './signals.ts';
import {
  NativeFunction,
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PySet,
  Scope,
  Unknown,
} from './values.ts';
import type { Value } from './values.ts';

/** Values beyond which a list is not filled. */
const MOST_FILLED = 20_000;

/**
 * Runs `emit` for every combination; returns the Unknown that ended it. Of a training only some are run:
 * `fill` is told how many there are in all.
 */
function comprehend(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  emit: () => void,
  fill: (count: number | Unknown) => void,
): Unknown | null {
  const { frame } = it;
  return it.inScope(new Scope('comprehension', frame.scope), () => clause(it, clauses, 0, emit, fill));
}

function clause(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  index: number,
  emit: () => void,
  fill: (count: number | Unknown) => void,
): Unknown | null {
  const current = clauses[index];
  if (current === undefined) {
    emit();
    return null;
  }
  const source = evaluate(it, current.iterable);
  const plan = clauses.length === 1 ? planOf(it, current, source) : null;
  if (plan !== null) return asLoop(it, current, plan, emit, fill);
  const iterable = it.elements(source);
  if (iterable instanceof Unknown) return iterable;
  for (const element of iterable) {
    it.spend(1);
    assignTarget(it, current.target, element);
    const passes = conditions(it, current.conditions);
    if (passes instanceof Unknown) return passes;
    if (!passes) continue;
    const unknown = clause(it, clauses, index + 1, emit, fill);
    if (unknown !== null) return unknown;
  }
  return null;
}

/** What may train in each turn: passes over data, and ranges. */
function planOf(it: Interpreter, { target }: ComprehensionClause, source: Value): Plan | null {
  const bind = (value: Value): true => {
    assignTarget(it, target, value);
    return true;
  };
  if (source instanceof PyRange) {
    const begin = (i: number): true => bind(source.start + i * source.step);
    const kind = { kind: 'range', detail: null } as const;
    return { source: kind, count: source.length, isUniform: true, isEager: false, collects: true, begin };
  }
  // Asking twice does nothing where no code of the program answers.
  const isNative =
    source instanceof PyObject && it.findInClass(source.cls, '__iter__') instanceof NativeFunction;
  if (!isNative && !(source instanceof HostObject)) return null;
  const items = it.iterate(source);
  const isData = !(items instanceof Unknown) && 'kind' in items && items.source.kind === 'host';
  return isData ? { ...planOver(items, bind), collects: true } : null;
}

function asLoop(
  it: Interpreter,
  current: ComprehensionClause,
  plan: Plan,
  emit: () => void,
  fill: (count: number | Unknown) => void,
): Unknown | null {
  let lost: Unknown | null = null;
  let ran = 0;
  const { count } = plan;
  runLoop(it, plan, () => {
    ran += 1;
    const passes = conditions(it, current.conditions);
    if (passes instanceof Unknown) {
      lost = passes;
      return 'break';
    }
    if (passes) emit();
    return 'normal';
  });
  // Where every turn was run, nothing is left out that could be filled in.
  if (count !== null && ran !== count) {
    fill(current.conditions.length === 0 ? count : it.unknown('how many of them pass'));
  }
  return lost;
}

function conditions(it: Interpreter, tests: readonly Expr[]): boolean | Unknown {
  for (const test of tests) {
    const truth = it.truth(evaluate(it, test));
    if (truth instanceof Unknown) return truth;
    if (!truth) return false;
  }
  return true;
}

/** The list that a comprehension makes. */
export function listed(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  element: Expr,
): PyList | Unknown {
  const items: Value[] = [];
  const partial: Unknown[] = [];
  const unknown = comprehend(
    it,
    clauses,
    () => items.push(evaluate(it, element)),
    (count) => {
      const last = items.at(-1);
      if (count instanceof Unknown) partial.push(count);
      else if (last !== undefined && items.length < count) {
        if (count > MOST_FILLED) partial.push(it.unknown('what a long training gives'));
        else items.push(...new Array<Value>(count - items.length).fill(last));
      }
    },
  );
  if (unknown !== null) return openList(it, clauses, element, unknown) ?? unknown;
  const list = new PyList(items);
  for (const lost of partial) it.taint(list, lost);
  return list;
}

/** Of something unknown as many elements as nobody knows: the one of a trial stands for them where it is an array. */
function openList(
  it: Interpreter,
  [first, ...others]: readonly ComprehensionClause[],
  element: Expr,
  unknown: Unknown,
): PyList | null {
  if (first === undefined || others.length > 0 || it.speculation > 0) return null;
  const sample = tried(it, () => {
    assignTarget(it, first.target, unknown);
    return evaluate(it, element);
  });
  if (!(sample instanceof HostObject)) return null;
  const list = new PyList([sample]);
  it.taint(list, unknown);
  it.journal.setField(list, 'isOpen', true);
  return list;
}

/** What something gives, without any effect; null where it raises. */
function tried(it: Interpreter, run: () => Value): Value {
  const mark = it.journal.mark();
  const events = it.recorder.mark();
  it.speculation += 1;
  try {
    return it.inScope(new Scope('comprehension', it.frame.scope), run);
  } catch (error) {
    if (error instanceof PyRaise) return null;
    throw error;
  } finally {
    it.speculation -= 1;
    it.journal.rollback(mark);
    it.recorder.rollback(events);
  }
}

/** The set that a comprehension makes. */
export function setListed(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  element: Expr,
): PySet | Unknown {
  const set = new PySet(false);
  const unknown = comprehend(
    it,
    clauses,
    () => setAdd(it, set, evaluate(it, element)),
    (count) => it.taint(set, leftOut(it, count)),
  );
  return unknown ?? set;
}

/** The dictionary that a comprehension makes. */
export function dictListed(
  it: Interpreter,
  clauses: readonly ComprehensionClause[],
  key: Expr,
  value: Expr,
): PyDict | Unknown {
  const dict = new PyDict();
  const emit = (): void => {
    const evaluated = evaluate(it, key);
    dictSet(it, dict, evaluated, evaluate(it, value));
  };
  const unknown = comprehend(it, clauses, emit, (count) => it.taint(dict, leftOut(it, count)));
  return unknown ?? dict;
}

/** Which keys the turns that were not run would have added cannot be told from those that were. */
function leftOut(it: Interpreter, count: number | Unknown): Unknown {
  return count instanceof Unknown ? count : it.unknown('what the turns give that were not run');
}

/** Lazy in its first clause's elements, as `next(x for x in endless if …)` needs. */
export function generatorExpression(
  it: Interpreter,
  element: Expr,
  clauses: readonly ComprehensionClause[],
): Value {
  const [first, ...rest] = clauses;
  if (first === undefined) return new PyIterator('generator', () => undefined);
  const iterable = evaluate(it, first.iterable);
  const given = it.iterate(iterable);
  if (given instanceof Unknown) return given;
  const frame = it.frame;
  const scope = new Scope('comprehension', frame.scope);
  const pending: Value[] = [];
  let source: Iterator<Value>;
  if (!('kind' in given)) source = given;
  else if (given.source.kind !== 'host') {
    // Such as the elements of an array.
    const all = it.elements(iterable);
    if (all instanceof Unknown) return all;
    source = all.values();
  } else {
    // It is run when it is made: whoever takes its values takes all of them.
    const items = listed(it, clauses, element);
    return items instanceof Unknown ? items : it.callMethod(items, '__iter__');
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
            const take = (): void => {
              pending.push(evaluate(it, element));
            };
            const unknown = clause(it, rest, 0, take, () => undefined);
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
