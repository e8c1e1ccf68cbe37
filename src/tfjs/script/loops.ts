/** Loops: their plans are JavaScript's, the running of them and what it settles to is shared. */
import { planOver, planWhile, runLoop } from '../../python/runtime/loops.ts';
import type { Plan } from '../../python/runtime/runIteration.ts';
import type { Completion } from '../../python/runtime/statements.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { Expr, ForEachStmt, ForStmt, Stmt, WhileStmt } from '../syntax/ast.ts';
import { assignName, assignPattern, initialiseName } from './assignment.ts';
import { evaluate } from './expressions.ts';
import { ownKeys } from './members.ts';
import { JsScope } from './scope.ts';
import type { Script } from './script.ts';
import { execute, inBlock } from './statements.ts';
import { isNullish } from './values.ts';

/** Runs the body; a `continue` that names this loop from within another one ends the iteration. */
function body(js: Script, node: Stmt, label: string | null): Completion {
  const completion = execute(js, node);
  const { frame } = js;
  if (completion !== 'break' || frame.pending === null || frame.pending.label !== label) return completion;
  const { kind } = frame.pending;
  frame.pending = null;
  return kind;
}

/** A jump to a loop further out goes on outward. */
function left(js: Script, completion: Completion): Completion {
  if (completion === 'return') return completion;
  return js.frame.pending === null ? 'normal' : 'break';
}

function testOf(js: Script, test: Expr | null): boolean | Unknown {
  return test === null ? true : js.truth(evaluate(js, test));
}

export function executeFor(js: Script, node: ForStmt, label: string | null): Completion {
  return inBlock(js, { lexical: node.lexical, functions: [] }, () => {
    if (node.init !== null) execute(js, node.init);
    const { frame } = js;
    const loopNames = frame.names;
    const plan = planWhile(() => testOf(js, node.test));
    const inside = node.hasClosures
      ? () => inOwnCopy(js, loopNames, node.lexical, () => body(js, node.body, label))
      : () => body(js, node.body, label);
    const run = (): Completion => {
      const completion = inside();
      const goesOn = completion === 'normal' || completion === 'continue';
      if (goesOn && node.update !== null) evaluate(js, node.update);
      return completion;
    };
    return left(js, runLoop(js.rt, plan, run));
  });
}

/** A function that is made in an iteration keeps the variables as they are in that iteration. */
function inOwnCopy(
  js: Script,
  shared: JsScope,
  lexical: ForStmt['lexical'],
  run: () => Completion,
): Completion {
  const { frame } = js;
  const own = new JsScope('block', shared);
  for (const { name } of lexical) {
    const value = shared.vars.get(name);
    if (value !== undefined) own.vars.set(name, value);
  }
  own.constants = shared.constants;
  frame.names = own;
  try {
    return run();
  } finally {
    frame.names = shared;
    for (const { name } of lexical) {
      const value = own.vars.get(name);
      if (value !== undefined && value !== shared.vars.get(name)) {
        js.rt.journal.mapSet(shared.vars, name, value);
      }
    }
  }
}

export function executeWhile(js: Script, node: WhileStmt, label: string | null): Completion {
  const plan = planWhile((iteration) =>
    node.kind === 'DoWhile' && iteration === 0 ? true : testOf(js, node.test),
  );
  return left(
    js,
    runLoop(js.rt, plan, () => body(js, node.body, label)),
  );
}

export function executeForEach(js: Script, node: ForEachStmt, label: string | null): Completion {
  const iterable = evaluate(js, node.iterable);
  const { frame } = js;
  frame.at = node.iterable.at;
  const source = node.kind === 'ForOf' ? js.iterate(iterable) : keysOf(js, iterable);
  const outer = frame.names;
  let bound: Value = null;
  const plan: Plan = planOver(source, (value) => {
    bound = value;
    // The names of the iteration are those of the body; without any, the write is the loop's own.
    if (node.declares === null || node.declares === 'var') assignPattern(js, node.target, value, assignName);
    return true;
  });
  const run = (): Completion => {
    if (node.lexical.length === 0) return body(js, node.body, label);
    const own = new JsScope('block', outer);
    for (const { name, isConst } of node.lexical) own.declareLexical(name, isConst);
    frame.names = own;
    try {
      assignPattern(js, node.target, bound, (_js, name, value) => {
        initialiseName(js, own, name, value);
      });
      return body(js, node.body, label);
    } finally {
      frame.names = outer;
    }
  };
  return left(js, runLoop(js.rt, plan, run));
}

function keysOf(js: Script, value: Value): Iterator<Value> | Unknown {
  if (isNullish(value)) return [].values();
  const keys = ownKeys(js, value);
  return keys instanceof Unknown ? keys : keys.values();
}
