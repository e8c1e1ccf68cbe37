/**
 * Generator functions: the same statements, run in steps. Only what can contain a `yield` is walked here; every other
 * statement is handed to `execute`.
 */
import { PyRaise } from '../../python/runtime/signals.ts';
import type { Completion } from '../../python/runtime/statements.ts';
import { PyIterator, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type {
  Block,
  Declarations,
  Expr,
  ForEachStmt,
  ForStmt,
  FunctionNode,
  Stmt,
  TryStmt,
  WhileStmt,
} from '../syntax/ast.ts';
import { assignName, assignPattern } from './assignment.ts';
import { isThrown, thrownValue } from './errors.ts';
import { evaluate } from './expressions.ts';
import type { JsFrame } from './frame.ts';
import { JsScope } from './scope.ts';
import type { Script } from './script.ts';
import { declare, execute, hoist } from './statements.ts';
import { UNDEFINED, orUndefined } from './values.ts';

type Steps<T> = Generator<Value, T, Value>;

/** What generators returned at their end: the value of `yield*`. */
const returned = new WeakMap<PyIterator, Value>();

export function returnedBy(generator: PyIterator): Value {
  const value = orUndefined(returned.get(generator));
  returned.set(generator, UNDEFINED);
  return value;
}

export function generatorOf(js: Script, frame: JsFrame, node: FunctionNode): PyIterator {
  const steps = 'kind' in node.body ? block(js, []) : block(js, node.body.statements);
  const resumed = (run: () => IteratorResult<Value, Completion>): Value | undefined => {
    const step = js.rt.resume(frame, run);
    if (step.done !== true) return step.value;
    if (!returned.has(generator)) returned.set(generator, frame.result);
    return undefined;
  };
  const send = (sent: Value): Value | undefined => resumed(() => steps.next(sent));
  const raise = (error: Error): Value | undefined => resumed(() => steps.throw(error));
  const generator = new PyIterator('Generator', () => send(UNDEFINED), send, raise);
  return generator;
}

function* block(js: Script, statements: readonly Stmt[]): Steps<Completion> {
  for (const statement of statements) {
    const completion = yield* stepStatement(js, statement);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

function* scoped(js: Script, declares: Declarations, steps: () => Steps<Completion>): Steps<Completion> {
  const { frame } = js;
  const outer = frame.names;
  const scope = new JsScope('block', outer);
  hoist(js, declares, scope);
  frame.names = scope;
  try {
    return yield* steps();
  } finally {
    frame.names = outer;
  }
}

function ofBlock(js: Script, body: Block): Steps<Completion> {
  return scoped(js, body, () => block(js, body.statements));
}

function* stepStatement(js: Script, node: Stmt): Steps<Completion> {
  js.rt.spend(1);
  const { frame } = js;
  frame.at = node.at;
  switch (node.kind) {
    case 'ExprStmt':
      yield* value(js, node.value);
      return 'normal';
    case 'Variable':
      for (const { target, init } of node.declarations) {
        if (init === null && node.declares === 'var') continue;
        const given = init === null ? UNDEFINED : yield* value(js, init);
        assignPattern(js, target, given, node.declares === 'var' ? assignName : declare);
      }
      return 'normal';
    case 'Return':
      frame.result = node.value === null ? UNDEFINED : yield* value(js, node.value);
      return 'return';
    case 'If': {
      const truth = js.truth(evaluate(js, node.test));
      if (truth instanceof Unknown) {
        js.recorder.assume(
          `a condition is taken to be true that depends on this: ${truth.reason}`,
          js.rt.here(),
        );
      }
      const side = truth === false ? node.otherwise : node.then;
      return side === null ? 'normal' : yield* stepStatement(js, side);
    }
    case 'Block':
      return yield* ofBlock(js, node.block);
    case 'For':
      return yield* forLoop(js, node);
    case 'ForOf':
      return yield* forOf(js, node);
    case 'While':
    case 'DoWhile':
      return yield* whileLoop(js, node);
    case 'Try':
      return yield* tryStatement(js, node);
    default:
      return execute(js, node);
  }
}

function* value(js: Script, expr: Expr): Steps<Value> {
  switch (expr.kind) {
    case 'Yield': {
      const given = expr.value === null ? UNDEFINED : yield* value(js, expr.value);
      return expr.isDelegate ? yield* delegate(js, given) : yield given;
    }
    case 'Assign': {
      if (expr.op !== null) return evaluate(js, expr);
      const given = yield* value(js, expr.value);
      assignPattern(js, expr.target, given);
      return given;
    }
    case 'Await':
      return yield* value(js, expr.value);
    default:
      return evaluate(js, expr);
  }
}

/** Elements of a source of unknown length that are handed on. */
const FEW = 1;

function* delegate(js: Script, iterable: Value): Steps<Value> {
  const source = js.iterate(iterable);
  if (source instanceof Unknown) {
    yield source;
    return source;
  }
  if ('kind' in source) {
    const count = source.count instanceof Unknown ? FEW : source.count;
    for (let i = 0; i < count; i++) yield source.element(i);
    return UNDEFINED;
  }
  for (let step = source.next(); step.done !== true; step = source.next()) yield step.value;
  return iterable instanceof PyIterator ? returnedBy(iterable) : UNDEFINED;
}

function goesOn(completion: Completion): boolean {
  return completion === 'normal' || completion === 'continue';
}

/** How a loop ends that was left; a jump to one further out goes on. */
function ended(js: Script, completion: Completion): Completion {
  return completion === 'break' && js.frame.pending === null ? 'normal' : completion;
}

function* forLoop(js: Script, node: ForStmt): Steps<Completion> {
  return yield* scoped(js, { lexical: node.lexical, functions: [] }, function* () {
    if (node.init !== null) execute(js, node.init);
    for (;;) {
      js.rt.spend(1);
      const truth = node.test === null ? true : js.truth(evaluate(js, node.test));
      if (truth === false) return 'normal';
      const completion = yield* stepStatement(js, node.body);
      if (!goesOn(completion)) return ended(js, completion);
      if (truth instanceof Unknown) {
        js.recorder.incomplete(truth);
        return 'normal';
      }
      if (node.update !== null) evaluate(js, node.update);
    }
  });
}

function* forOf(js: Script, node: ForEachStmt): Steps<Completion> {
  const source = js.iterate(evaluate(js, node.iterable));
  const write = node.declares === null || node.declares === 'var' ? assignName : declare;
  const iteration = (element: Value): Steps<Completion> =>
    scoped(js, { lexical: node.lexical, functions: [] }, function* () {
      assignPattern(js, node.target, element, write);
      return yield* stepStatement(js, node.body);
    });
  if (source instanceof Unknown) {
    js.recorder.incomplete(source);
    const completion = yield* iteration(source);
    return goesOn(completion) ? 'normal' : ended(js, completion);
  }
  const next = 'kind' in source ? hostSteps(source) : source;
  for (let step = next.next(); step.done !== true; step = next.next()) {
    js.rt.spend(1);
    const completion = yield* iteration(step.value);
    if (!goesOn(completion)) return ended(js, completion);
  }
  return 'normal';
}

function* hostSteps(source: {
  count: number | Unknown;
  element(i: number): Value;
}): Generator<Value, undefined> {
  const count = source.count instanceof Unknown ? FEW : source.count;
  for (let i = 0; i < count; i++) yield source.element(i);
}

function* whileLoop(js: Script, node: WhileStmt): Steps<Completion> {
  for (let i = 0; ; i++) {
    js.rt.spend(1);
    const truth = node.kind === 'DoWhile' && i === 0 ? true : js.truth(evaluate(js, node.test));
    if (truth === false) return 'normal';
    const completion = yield* stepStatement(js, node.body);
    if (!goesOn(completion)) return ended(js, completion);
    if (truth instanceof Unknown) {
      js.recorder.incomplete(truth);
      return 'normal';
    }
  }
}

function* tryStatement(js: Script, { body, handler, finalizer }: TryStmt): Steps<Completion> {
  const { frame } = js;
  const { names } = frame;
  let completion: Completion = 'normal';
  let raised: PyRaise | null = null;
  try {
    completion = yield* ofBlock(js, body);
  } catch (error) {
    if (!(error instanceof PyRaise) || !isThrown(error)) throw error;
    raised = error;
  }
  if (raised !== null && handler !== null) {
    const caught = raised;
    raised = null;
    frame.names = names;
    try {
      completion = yield* scoped(js, { lexical: handler.names, functions: [] }, function* () {
        if (handler.target !== null) assignPattern(js, handler.target, thrownValue(js, caught), declare);
        return yield* ofBlock(js, handler.body);
      });
    } catch (error) {
      if (!(error instanceof PyRaise) || finalizer === null) throw error;
      raised = error;
    }
  }
  if (finalizer !== null) {
    const final = yield* ofBlock(js, finalizer);
    if (final !== 'normal') return final;
  }
  if (raised !== null) throw raised;
  return completion;
}
