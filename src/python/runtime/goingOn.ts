/**
 * Going on after an exception that nothing catches. A script that raises before it trains trains nothing, and yet a
 * reader knows what it is for: it asserts an option that has to be given, or asks for a member that another version of
 * a package has. It is run once more, and the statement that raised leaves unknown what it would have set.
 */
import type { ExceptHandler, Expr, Stmt } from '../syntax/ast.ts';
import { containsPosition, type SourceSpan } from '../../units/span.ts';
import { assignTarget } from './assignment.ts';
import { branch } from './branches.ts';
import { handles } from './exceptions.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { assignName, lookup } from './scopes.ts';
import { PyRaise, type EndedLoop } from './signals.ts';
import { executeBlock, type Completion } from './statements.ts';
import type { Unknown } from './values.ts';

/** A `try` whose body is running. */
export interface Guard {
  readonly handlers: readonly ExceptHandler[];
  readonly frame: Frame;
}

/** Where a script stopped, and the loops that it was in. */
export interface Stop {
  readonly place: SourceSpan;
  readonly loops: readonly EndedLoop[];
}

/** Where the person's own code stands when an exception leaves `frame` for `outer`; null: in neither of them. */
export function ownPlace({ span }: PyRaise, frame: Frame, outer: Frame): SourceSpan | null {
  if (frame.origin.isUserCode) return span?.uri === frame.origin.uri ? span : frame.span();
  return outer.origin.isUserCode ? outer.span() : null;
}

/** Whether one of these places lies in what the statement does itself, rather than in one of its blocks. */
export function isAmong(places: readonly SourceSpan[], frame: Frame, node: Stmt): boolean {
  const own = ownPart(node);
  const span = own === null ? null : frame.span(own.at);
  if (span === null) return false;
  return places.some(
    ({ uri, start, end }) => uri === span.uri && containsPosition(span, start) && containsPosition(span, end),
  );
}

function ownPart(node: Stmt): Stmt | Expr | null {
  switch (node.kind) {
    case 'Assign':
    case 'AugAssign':
    case 'AnnAssign':
    case 'ExprStmt':
    case 'Return':
    case 'Raise':
    case 'Assert':
    case 'Delete':
      return node;
    case 'If':
      return node.test;
    default:
      return null;
  }
}

/** How the statement is left that raised `error`; what is caught further out, or ends the program, passes through. */
export function goOn(it: Interpreter, node: Stmt, error: unknown): Completion {
  if (
    !(error instanceof PyRaise) ||
    !isOrdinary(it, error) ||
    it.guards.some((guard) => catches(it, guard, error))
  ) {
    throw error;
  }
  const { frame } = it;
  frame.at = node.at;
  const unknown = it.unknown(`running this raised ${error.message}`);
  it.recorder.incomplete(unknown);
  for (const name of namesIn(node)) {
    const value = lookup(it, frame.scope, name);
    if (value !== undefined) it.taint(value, unknown);
  }
  switch (node.kind) {
    case 'Assign':
      for (const target of node.targets) leaveUnknown(it, target, unknown);
      return 'normal';
    case 'AugAssign':
    case 'AnnAssign':
      leaveUnknown(it, node.target, unknown);
      return 'normal';
    case 'Return':
      frame.result = unknown;
      return 'return';
    case 'If':
      return branch(
        it,
        unknown,
        () => executeBlock(it, node.then),
        () => executeBlock(it, node.otherwise),
      );
    default:
      return 'normal';
  }
}

/** An exit is meant; a generator or an iterator ends by an exception. */
function isOrdinary(it: Interpreter, { exception }: PyRaise): boolean {
  const meant = ['StopIteration', 'StopAsyncIteration', 'GeneratorExit'];
  return exception.cls.isSubclassOf(it.builtinClass('Exception')) && !meant.includes(exception.cls.name);
}

/** Whether one of the handlers of a `try` whose body is running takes it. */
export function catches(it: Interpreter, { handlers, frame }: Guard, error: PyRaise): boolean {
  const running = it.frame;
  it.frame = frame;
  try {
    return handlers.some((handler) => handles(it, handler, error));
  } finally {
    it.frame = running;
  }
}

function leaveUnknown(it: Interpreter, target: Expr, unknown: Unknown): void {
  try {
    assignTarget(it, target, unknown);
  } catch (error) {
    if (!(error instanceof PyRaise)) throw error;
    if (target.kind === 'Name') assignName(it, it.frame.scope, target.name, unknown);
  }
}

/** What the statement may have changed half of: whatever it calls, or hands to a call. */
function namesIn(node: Stmt): Set<string> {
  const names = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('kind' in part && part.kind === 'Name' && 'name' in part && typeof part.name === 'string') {
      names.add(part.name);
    }
    for (const value of Object.values(part)) visit(value);
  };
  const own = ownPart(node);
  if (own?.kind !== 'Raise' && own?.kind !== 'Assert') visit(own);
  return names;
}
