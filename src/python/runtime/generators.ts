/**
 * Generator functions: the same statements, run in steps. Only what can contain a `yield` is walked
 * here; every other statement is handed to `execute`.
 */
import type { Expr, ForStmt, FunctionDefStmt, Stmt, TryStmt, WhileStmt, WithStmt } from '../syntax/ast.ts';
import { assignTarget } from './assignment.ts';
import { evaluate } from './expressions.ts';
import { handles } from './exceptions.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { iterate, mayEndOf } from './iteration.ts';
import { inPlace } from './operators.ts';
import { PyRaise, UnknownInput } from './signals.ts';
import { assignName } from './scopes.ts';
import { enterContext, execute, type Completion } from './statements.ts';
import { PyIterator, Unknown } from './values.ts';
import type { Value } from './values.ts';

type Steps<T> = Generator<Value, T, Value>;

export function generatorOf(it: Interpreter, frame: Frame, node: FunctionDefStmt): PyIterator {
  const steps = block(it, node.body);
  const resumed = (run: () => IteratorResult<Value, Completion>): Value | undefined => {
    openEnds.delete(frame);
    const step = it.resume(frame, run);
    generator.mayEnd = openEnds.get(frame) ?? null;
    if (step.done !== true) return step.value;
    returned.set(generator, frame.result);
    return undefined;
  };
  const send = (sent: Value): Value | undefined => resumed(() => steps.next(sent));
  const raise = (error: Error): Value | undefined => resumed(() => steps.throw(error));
  const generator = new PyIterator('generator', () => send(null), send, raise);
  if (loopsOf(node) === 1) flat.add(generator);
  return generator;
}

/** What leaves it open whether there is what the generator of this frame is about to give. */
const openEnds = new WeakMap<Frame, Unknown>();

/** Generators that yield in a single loop. */
const flat = new WeakSet<PyIterator>();

/** Whether one loop of its makes all that it gives: it goes over something once. */
export function isFlat(generator: PyIterator): boolean {
  return flat.has(generator);
}

const knownLoops = new WeakMap<FunctionDefStmt, number>();

function loopsOf(node: FunctionDefStmt): number {
  let loops = knownLoops.get(node);
  if (loops === undefined) knownLoops.set(node, (loops = loopsAroundYield(node.body, 0)));
  return loops;
}

/** The most loops around a `yield`; `yield from` may be any number of them. */
function loopsAroundYield(body: readonly Stmt[], depth: number): number {
  let most = 0;
  for (const node of body) most = Math.max(most, loopsIn(node, depth));
  return most;
}

function loopsIn(node: Stmt, depth: number): number {
  switch (node.kind) {
    case 'For':
    case 'While':
      return Math.max(loopsAroundYield(node.body, depth + 1), loopsAroundYield(node.otherwise, depth));
    case 'If':
      return Math.max(loopsAroundYield(node.then, depth), loopsAroundYield(node.otherwise, depth));
    case 'With':
      return loopsAroundYield(node.body, depth);
    case 'ExprStmt':
      return node.value.kind === 'Yield' ? depth : node.value.kind === 'YieldFrom' ? Infinity : 0;
    case 'Assign':
      return node.value.kind === 'Yield' || node.value.kind === 'YieldFrom' ? Infinity : 0;
    case 'Try':
      return Infinity;
    default:
      return 0;
  }
}

/** What generators returned at their end: the value of `yield from`. */
const returned = new WeakMap<PyIterator, Value>();

/** `yield from` a generator: what is sent goes to it, and its returned value comes back. */
function* delegate(generator: PyIterator): Steps<Value> {
  let step = generator.next();
  while (step !== undefined) {
    const sent: Value = yield step;
    step = sent === null || generator.send === null ? generator.next() : generator.send(sent);
  }
  return returned.get(generator) ?? null;
}

function* block(it: Interpreter, body: readonly Stmt[]): Steps<Completion> {
  for (const statement of body) {
    const completion = yield* stepStatement(it, statement);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

function* stepStatement(it: Interpreter, node: Stmt): Steps<Completion> {
  it.spend(1);
  it.frame.at = node.at;
  switch (node.kind) {
    case 'ExprStmt':
      yield* value(it, node.value);
      return 'normal';
    case 'Assign': {
      const result = yield* value(it, node.value);
      for (const target of node.targets) assignTarget(it, target, result);
      return 'normal';
    }
    case 'AnnAssign':
      if (node.value !== null) assignTarget(it, node.target, yield* value(it, node.value));
      return 'normal';
    case 'AugAssign': {
      const current = evaluate(it, node.target);
      assignTarget(it, node.target, inPlace(it, node.op, current, yield* value(it, node.value)));
      return 'normal';
    }
    case 'Return':
      it.frame.result = node.value === null ? null : yield* value(it, node.value);
      return 'return';
    case 'If': {
      const truth = it.truth(evaluate(it, node.test));
      if (truth instanceof Unknown) {
        it.recorder.assume(
          `a condition is taken to be true that depends on this: ${truth.reason}`,
          it.here(),
        );
      }
      return yield* block(it, truth === false ? node.otherwise : node.then);
    }
    case 'For':
      return yield* forLoop(it, node);
    case 'While':
      return yield* whileLoop(it, node);
    case 'With':
      return yield* withStatement(it, node, 0);
    case 'Try':
      return yield* tryStatement(it, node);
    default:
      return execute(it, node);
  }
}

function* value(it: Interpreter, expr: Expr): Steps<Value> {
  if (expr.kind === 'Yield') return yield expr.value === null ? null : yield* value(it, expr.value);
  if (expr.kind === 'YieldFrom') {
    const iterable = evaluate(it, expr.value);
    if (iterable instanceof PyIterator) return yield* delegate(iterable);
    const source = iterate(it, iterable);
    if (source instanceof Unknown) {
      yield source;
      return source;
    }
    if ('kind' in source) {
      for (const element of hostSteps(it, source)) yield element;
      return null;
    }
    for (let step = source.next(); step.done !== true; step = source.next()) yield step.value;
    return null;
  }
  return evaluate(it, expr);
}

function* forLoop(it: Interpreter, node: ForStmt): Steps<Completion> {
  const source = iterate(it, evaluate(it, node.iterable));
  if (source instanceof Unknown) {
    assignTarget(it, node.target, source);
    it.recorder.incomplete(source);
    const completion = yield* block(it, node.body);
    return completion === 'return' ? completion : 'normal';
  }
  const next = 'kind' in source ? hostSteps(it, source) : source;
  for (let step = next.next(); step.done !== true; step = next.next()) {
    it.spend(1);
    const mayEnd = mayEndOf(next);
    if (mayEnd !== null) openEnds.set(it.frame, mayEnd);
    assignTarget(it, node.target, step.value);
    const completion = yield* block(it, node.body);
    if (completion === 'break') return 'normal';
    if (completion === 'return') return completion;
  }
  return yield* block(it, node.otherwise);
}

/** Of what is of unknown length nobody knows whether there is a second one: it goes on for who asks for it. */
function* hostSteps(
  it: Interpreter,
  source: { count: number | Unknown; element(i: number): Value },
): Generator<Value, undefined> {
  const { count } = source;
  for (let i = 0; ; i++) {
    if (typeof count === 'number' ? i >= count : false) return undefined;
    if (count instanceof Unknown && i > 0) openEnds.set(it.frame, count);
    yield source.element(i);
  }
}

function* whileLoop(it: Interpreter, node: WhileStmt): Steps<Completion> {
  for (;;) {
    it.spend(1);
    const truth = it.truth(evaluate(it, node.test));
    if (truth === false) return yield* block(it, node.otherwise);
    const completion = yield* block(it, node.body);
    if (completion === 'break') return 'normal';
    if (completion === 'return') return completion;
    if (truth instanceof Unknown) {
      it.recorder.incomplete(truth);
      throw new UnknownInput(truth);
    }
  }
}

function* withStatement(it: Interpreter, node: WithStmt, index: number): Steps<Completion> {
  const item = node.items[index];
  if (item === undefined) return yield* block(it, node.body);
  const manager = enterContext(it, evaluate(it, item.context), item.context.at);
  if (item.target !== null) assignTarget(it, item.target, manager.value);
  let completion: Completion;
  try {
    completion = yield* withStatement(it, node, index + 1);
  } catch (error) {
    if (error instanceof PyRaise && manager.exit(error)) return 'normal';
    throw error;
  }
  manager.exit(null);
  return completion;
}

function* tryStatement(it: Interpreter, node: TryStmt): Steps<Completion> {
  let completion: Completion = 'normal';
  let pending: PyRaise | null = null;
  try {
    completion = yield* guardedSteps(it, node);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    pending = error;
  }
  const final = yield* block(it, node.finalizer);
  if (final !== 'normal') return final;
  if (pending !== null) throw pending;
  return completion;
}

/** The body with its handlers: what a handler or the `else` raises only passes by the finalizer. */
function* guardedSteps(it: Interpreter, node: TryStmt): Steps<Completion> {
  let completion: Completion;
  try {
    completion = yield* block(it, node.body);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    const handler = node.handlers.find((candidate) => handles(it, candidate, error));
    if (handler === undefined) throw error;
    if (handler.name !== null) assignName(it, it.frame.scope, handler.name, error.exception);
    it.frame.handling = error;
    return yield* block(it, handler.body);
  }
  return completion === 'normal' ? yield* block(it, node.otherwise) : completion;
}
