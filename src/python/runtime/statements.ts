/** Statements. Each ends normally or with the way in which control leaves it. */
import type { AssertStmt, FunctionDefStmt, IfStmt, RaiseStmt, Stmt, WithStmt } from '../syntax/ast.ts';
import { assignTarget, deleteTarget } from './assignment.ts';
import { branch } from './branches.ts';
import { bindParams } from './calls.ts';
import { executeClass } from './classes.ts';
import { refuses, takeAsGiven, takeVersionAsGiven } from './demanded.ts';
import { evaluate } from './expressions.ts';
import { executeTry } from './exceptions.ts';
import { goOn, isAmong } from './goingOn.ts';
import type { Interpreter } from './interpreter.ts';
import { executeFor, executeWhile } from './loops.ts';
import { inPlace } from './operators.ts';
import { executeMatch } from './patterns.ts';
import { dictSet } from '../builtins/hash.ts';
import { assignName, declare, lookup, mangled } from './scopes.ts';
import { PyRaise } from './signals.ts';
import { PyClass, PyDict, PyFunction, PyObject, Unknown } from './values.ts';
import type { Value } from './values.ts';

/** How control leaves a statement. A returned value is in the frame. */
export type Completion = 'normal' | 'break' | 'continue' | 'return';

export function executeBlock(it: Interpreter, body: readonly Stmt[]): Completion {
  for (const statement of body) {
    const completion = execute(it, statement);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

export function execute(it: Interpreter, node: Stmt): Completion {
  it.spend(1);
  const { goOnAfter } = it.options;
  if (goOnAfter === undefined || !isAmong(goOnAfter, it.frame, node)) return run(it, node);
  try {
    return run(it, node);
  } catch (error) {
    return goOn(it, node, error);
  }
}

function run(it: Interpreter, node: Stmt): Completion {
  const { frame } = it;
  frame.at = node.at;
  switch (node.kind) {
    case 'ExprStmt':
      evaluate(it, node.value);
      return 'normal';
    case 'Assign': {
      const value = evaluate(it, node.value);
      for (const target of node.targets) assignTarget(it, target, value);
      return 'normal';
    }
    case 'AugAssign': {
      const current = evaluate(it, node.target);
      const operand = evaluate(it, node.value);
      frame.at = node.at;
      assignTarget(it, node.target, inPlace(it, node.op, current, operand));
      return 'normal';
    }
    case 'AnnAssign':
      if (frame.scope.kind === 'class' && node.target.kind === 'Name') {
        annotate(
          it,
          node.target.name,
          quietly(it, () => evaluate(it, node.annotation)),
        );
      }
      if (node.value !== null) assignTarget(it, node.target, evaluate(it, node.value));
      return 'normal';
    case 'Return':
      frame.result = node.value === null ? null : evaluate(it, node.value);
      return 'return';
    case 'If':
      return executeIf(it, node);
    case 'For':
      return executeFor(it, node);
    case 'While':
      return executeWhile(it, node);
    case 'With':
      return executeWith(it, node, 0);
    case 'Try':
      return executeTry(it, node);
    case 'FunctionDef':
      defineFunction(it, node);
      return 'normal';
    case 'ClassDef':
      executeClass(it, node);
      return 'normal';
    case 'Import':
    case 'ImportFrom':
      it.importer.execute(node, frame);
      return 'normal';
    case 'Raise':
      return raise(it, node);
    case 'Assert':
      assertTrue(it, node);
      return 'normal';
    case 'Delete':
      for (const target of node.targets) deleteTarget(it, target);
      return 'normal';
    case 'Global':
      declare(frame.scope, node.names, true);
      return 'normal';
    case 'Nonlocal':
      declare(frame.scope, node.names, false);
      return 'normal';
    case 'Match':
      return executeMatch(it, node);
    case 'Pass':
      return 'normal';
    case 'Break':
      return 'break';
    case 'Continue':
      return 'continue';
    case 'ErrorStmt': {
      const unknown = it.unknown(`this does not parse: ${node.message}`);
      it.recorder.incomplete(unknown);
      for (const name of node.boundNames) {
        if (lookup(it, frame.scope, name) === undefined) assignName(it, frame.scope, name, unknown);
      }
      it.noteSyntaxError(unknown);
      return 'normal';
    }
  }
}

function executeIf(it: Interpreter, node: IfStmt): Completion {
  const truth = it.truth(evaluate(it, node.test));
  if (truth instanceof Unknown) {
    it.frame.at = node.test.at;
    return branch(
      it,
      truth,
      () => executeBlock(it, node.then),
      () => executeBlock(it, node.otherwise),
    );
  }
  const [taken, left] = truth ? [node.then, node.otherwise] : [node.otherwise, node.then];
  const isPossible =
    !refuses(taken) || !(takeAsGiven(it, node.test, truth) || takeVersionAsGiven(it, node.test));
  return executeBlock(it, isPossible ? taken : left);
}

/** The program is taken to be right: a failing assertion would show as an unknown elsewhere. */
function assertTrue(it: Interpreter, { test, message, at }: AssertStmt): void {
  if (it.truth(evaluate(it, test)) !== false) return;
  if (takeAsGiven(it, test, false) || takeVersionAsGiven(it, test)) return;
  const text = message === null ? '' : it.str(evaluate(it, message));
  it.frame.at = at;
  throw it.error('AssertionError', text instanceof Unknown ? '' : text);
}

export function defineFunction(it: Interpreter, node: FunctionDefStmt): void {
  const { frame } = it;
  const prefix = it.classPrefix(frame.scope) + (frame.fn === null ? '' : `${frame.fn.qualname}.<locals>.`);
  it.allocate();
  let value: Value = new PyFunction({
    name: node.name,
    qualname: prefix + node.name,
    node,
    params: bindParams(it, node.params),
    closure: frame.scope,
    origin: frame.origin,
    baseLine: frame.baseLine,
    classCell: it.classCellFor(frame),
  });
  for (const decorator of node.decorators.toReversed()) {
    const applied = evaluate(it, decorator);
    frame.at = decorator.at;
    const decorated = it.call(applied, [value]);
    if (decorated instanceof Unknown) {
      it.doubts.add(value, `a decorator that is not known leaves ${node.name}() as it is`, frame.span());
    } else {
      value = decorated;
    }
  }
  assignName(it, frame.scope, mangled(it, node.name), value);
}

/** Annotations may name what does not exist yet; then they are unknown, not an error. */
function quietly(it: Interpreter, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof PyRaise) return it.unknown('an annotation that cannot be evaluated');
    throw error;
  }
}

function annotate(it: Interpreter, name: string, annotation: Value): void {
  const { vars } = it.frame.scope;
  let annotations = vars.get('__annotations__');
  if (!(annotations instanceof PyDict)) {
    annotations = new PyDict();
    vars.set('__annotations__', annotations);
  }
  dictSet(it, annotations, name, annotation);
}

function raise(it: Interpreter, node: RaiseStmt): never {
  if (node.exception === null) {
    const { handling } = it.frame;
    if (handling instanceof PyRaise) handling.ownPlace = it.origin()?.isUserCode === true ? it.here() : null;
    throw handling ?? it.error('RuntimeError', 'No active exception to re-raise');
  }
  const value = evaluate(it, node.exception);
  const exception = value instanceof PyClass ? it.call(value, []) : value;
  it.frame.at = node.at;
  if (exception instanceof Unknown) {
    throw it.error('Exception', `an exception that could not be determined: ${exception.reason}`);
  }
  if (!(exception instanceof PyObject)) {
    throw it.error('TypeError', 'exceptions must derive from BaseException');
  }
  const cause = node.cause === null ? undefined : evaluate(it, node.cause);
  if (cause !== undefined) it.journal.mapSet(exception.attrs, '__cause__', cause);
  throw it.raised(exception);
}

export function executeWith(it: Interpreter, node: WithStmt, index: number): Completion {
  const item = node.items[index];
  if (item === undefined) return executeBlock(it, node.body);
  const manager = enterContext(it, evaluate(it, item.context), item.context.at);
  if (item.target !== null) assignTarget(it, item.target, manager.value);
  let completion: Completion;
  try {
    completion = executeWith(it, node, index + 1);
  } catch (error) {
    if (error instanceof PyRaise && manager.exit(error)) return 'normal';
    throw error;
  }
  manager.exit(null);
  return completion;
}

export interface Entered {
  readonly value: Value;
  /** Returns whether the exception is swallowed. */
  exit(error: PyRaise | null): boolean;
}

export function enterContext(it: Interpreter, context: Value, at: Stmt['at']): Entered {
  it.frame.at = at;
  if (context instanceof Unknown) return { value: context, exit: () => false };
  const enter = it.findAttribute(context, '__enter__');
  const exit = it.findAttribute(context, '__exit__');
  if (enter === undefined || exit === undefined) {
    throw it.error(
      'TypeError',
      `'${it.typeName(context)}' object does not support the context manager protocol`,
    );
  }
  const value = it.call(enter, []);
  return {
    value,
    exit(error) {
      const args: Value[] =
        error === null ? [null, null, null] : [error.exception.cls, error.exception, null];
      return it.truth(it.call(exit, args)) === true && error !== null;
    },
  };
}
