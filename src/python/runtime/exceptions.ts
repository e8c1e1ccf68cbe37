/** `try`: handlers by class, `else` and `finally`. */
import type { ExceptHandler, TryStmt } from '../syntax/ast.ts';
import { evaluate } from './expressions.ts';
import type { Interpreter } from './interpreter.ts';
import { assignName } from './scopes.ts';
import { PyRaise } from './signals.ts';
import { executeBlock, type Completion } from './statements.ts';
import { PyClass, PyTuple } from './values.ts';
import type { Value } from './values.ts';

export function executeTry(it: Interpreter, node: TryStmt): Completion {
  if (node.finalizer.length === 0) return guarded(it, node);
  let completion: Completion;
  try {
    completion = guarded(it, node);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    const final = executeBlock(it, node.finalizer);
    if (final !== 'normal') return final;
    throw error;
  }
  const { result } = it.frame;
  const final = executeBlock(it, node.finalizer);
  if (final === 'normal') it.frame.result = result;
  return final === 'normal' ? completion : final;
}

function guarded(it: Interpreter, node: TryStmt): Completion {
  try {
    const completion = it.importer.guardedBy(catches(node, IMPORT_ERRORS), () => bodyOf(it, node));
    if (completion !== 'normal') return completion;
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    const handler = node.handlers.find((candidate) => handles(it, candidate, error));
    if (handler === undefined) throw error;
    return runHandler(it, handler, error);
  }
  return executeBlock(it, node.otherwise);
}

function bodyOf(it: Interpreter, node: TryStmt): Completion {
  const { frame } = it;
  const guards = catches(node, TYPE_ERROR) ? 1 : 0;
  frame.typeErrorGuards += guards;
  it.guards.push({ handlers: node.handlers, frame });
  try {
    return executeBlock(it, node.body);
  } finally {
    it.guards.pop();
    frame.typeErrorGuards -= guards;
  }
}

export function runHandler(it: Interpreter, handler: ExceptHandler, error: PyRaise): Completion {
  const { frame } = it;
  if (handler.name !== null) assignName(it, frame.scope, handler.name, error.exception);
  const outer = frame.handling;
  frame.handling = error;
  try {
    return executeBlock(it, handler.body);
  } finally {
    frame.handling = outer;
    if (handler.name !== null && frame.scope.vars.get(handler.name) === error.exception) {
      it.journal.mapDelete(frame.scope.vars, handler.name);
    }
  }
}

export function handles(it: Interpreter, handler: ExceptHandler, error: PyRaise): boolean {
  return handler.type === null || matches(evaluate(it, handler.type), error);
}

function matches(type: Value, error: PyRaise): boolean {
  if (type instanceof PyTuple) return type.items.some((item) => matches(item, error));
  // An exception class that is not known is not what was raised by code that is.
  return type instanceof PyClass && error.exception.cls.isSubclassOf(type);
}

const IMPORT_ERRORS = new Set(['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException', '']);
const TYPE_ERROR = new Set(['TypeError']);

/** A handler of everything goes by the empty name. */
function catches(node: TryStmt, names: ReadonlySet<string>): boolean {
  return node.handlers.some(({ type }) => {
    if (type === null) return names.has('');
    const types = type.kind === 'Tuple' ? type.items : [type];
    return types.some((expr) => expr.kind === 'Name' && names.has(expr.name));
  });
}
