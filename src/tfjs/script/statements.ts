/** Statements. Each ends normally or with the way in which control leaves it. */
import { branch } from '../../python/runtime/branches.ts';
import type { Completion } from '../../python/runtime/statements.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { PyDict, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type {
  Block,
  Declarations,
  EnumStmt,
  NamespaceStmt,
  Stmt,
  SwitchStmt,
  TryStmt,
} from '../syntax/ast.ts';
import { assignName, assignPattern, initialiseName } from './assignment.ts';
import { makeFunction } from './calls.ts';
import { declareClass } from './classes.ts';
import { isThrown, thrown, thrownValue } from './errors.ts';
import { evaluate } from './expressions.ts';
import { executeFor, executeForEach, executeWhile } from './loops.ts';
import { plainNumber } from './numbers.ts';
import { binary } from './operators.ts';
import { JsScope, UNINITIALISED } from './scope.ts';
import type { Script } from './script.ts';
import { UNDEFINED, orUndefined } from './values.ts';

/** Declares what a block declares; its functions have their values from the start. */
export function hoist(js: Script, { lexical, functions }: Declarations, scope: JsScope): void {
  for (const { name, isConst } of lexical) scope.declareLexical(name, isConst);
  if (functions.length === 0) return;
  const { frame } = js;
  const outer = frame.names;
  frame.names = scope;
  for (const fn of functions) js.rt.journal.mapSet(scope.vars, fn.name, makeFunction(js, fn));
  frame.names = outer;
}

/** The body of a function, whose names are declared already. */
export function executeBody(js: Script, { statements }: Block): Completion {
  for (const statement of statements) {
    const completion = execute(js, statement);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

export function executeBlock(js: Script, block: Block): Completion {
  if (block.lexical.length === 0 && block.functions.length === 0) return executeBody(js, block);
  return inBlock(js, block, () => executeBody(js, block));
}

/** Runs in a block of its own. */
export function inBlock<T>(js: Script, declares: Declarations, run: () => T): T {
  const { frame } = js;
  const outer = frame.names;
  const scope = new JsScope('block', outer);
  hoist(js, declares, scope);
  frame.names = scope;
  try {
    return run();
  } finally {
    frame.names = outer;
  }
}

export function execute(js: Script, node: Stmt): Completion {
  js.rt.spend(1);
  const { frame } = js;
  frame.at = node.at;
  switch (node.kind) {
    case 'ExprStmt':
      evaluate(js, node.value);
      return 'normal';
    case 'Variable':
      for (const { target, init } of node.declarations) {
        // `var x;` leaves what is there.
        if (init === null && node.declares === 'var') continue;
        const value = init === null ? UNDEFINED : evaluate(js, init);
        assignPattern(js, target, value, node.declares === 'var' ? assignName : declare);
      }
      return 'normal';
    case 'Return':
      frame.result = node.value === null ? UNDEFINED : evaluate(js, node.value);
      return 'return';
    case 'If': {
      const truth = js.truth(evaluate(js, node.test));
      const { then, otherwise } = node;
      const run = (side: Stmt | null): Completion => (side === null ? 'normal' : execute(js, side));
      if (!(truth instanceof Unknown)) return run(truth ? then : otherwise);
      frame.at = node.test.at;
      return branch(
        js.rt,
        truth,
        () => run(then),
        () => run(otherwise),
      );
    }
    case 'Block':
      return executeBlock(js, node.block);
    case 'For':
      return executeFor(js, node, null);
    case 'ForOf':
    case 'ForIn':
      return executeForEach(js, node, null);
    case 'While':
    case 'DoWhile':
      return executeWhile(js, node, null);
    case 'Labelled':
      return executeLabelled(js, node.label, node.body);
    case 'Break':
    case 'Continue':
      if (node.label === null) return node.kind === 'Break' ? 'break' : 'continue';
      frame.pending = { label: node.label, kind: node.kind === 'Break' ? 'break' : 'continue' };
      return 'break';
    case 'Switch':
      return inBlock(js, node, () => executeSwitch(js, node));
    case 'Throw': {
      const value = evaluate(js, node.value);
      frame.at = node.at;
      throw thrown(js, value);
    }
    case 'Try':
      return executeTry(js, node);
    case 'ClassDeclaration':
      declareClass(js, node.cls);
      return 'normal';
    case 'Enum':
      declareEnum(js, node);
      return 'normal';
    case 'Namespace':
      declareNamespace(js, node);
      return 'normal';
    case 'ExportDefault':
      initialiseName(js, frame.names, '*default*', evaluate(js, node.value));
      return 'normal';
    case 'FunctionDeclaration':
    case 'Import':
    case 'Export':
    case 'Empty':
      return 'normal';
    case 'Error': {
      const unknown = js.unknown(`this does not parse: ${node.message}`);
      js.recorder.incomplete(unknown);
      return 'normal';
    }
  }
}

/** A declaration gives its name, which is there already, the first value. */
export function declare(js: Script, name: string, value: Value): void {
  const { names } = js.frame;
  initialiseName(js, names.vars.has(name) ? names : (names.find(name) ?? names), name, value);
}

function executeLabelled(js: Script, label: string, body: Stmt): Completion {
  let completion: Completion;
  switch (body.kind) {
    case 'For':
      completion = executeFor(js, body, label);
      break;
    case 'ForOf':
    case 'ForIn':
      completion = executeForEach(js, body, label);
      break;
    case 'While':
    case 'DoWhile':
      completion = executeWhile(js, body, label);
      break;
    default:
      completion = execute(js, body);
  }
  const { frame } = js;
  if (completion !== 'break' || frame.pending?.label !== label) return completion;
  frame.pending = null;
  return 'normal';
}

function executeSwitch(js: Script, node: SwitchStmt): Completion {
  const value = evaluate(js, node.value);
  const from = (index: number): Completion => {
    for (const { body } of node.cases.slice(index)) {
      for (const statement of body) {
        const completion = execute(js, statement);
        if (completion === 'break' && js.frame.pending === null) return 'normal';
        if (completion !== 'normal') return completion;
      }
    }
    return 'normal';
  };
  const fallback = node.cases.findIndex(({ test }) => test === null);
  const pick = (index: number): Completion => {
    for (let i = index; i < node.cases.length; i++) {
      const test = node.cases[i]?.test ?? null;
      if (test === null) continue;
      const matches = js.truth(binary(js, '===', value, evaluate(js, test)));
      if (matches instanceof Unknown) {
        js.frame.at = test.at;
        return branch(
          js.rt,
          matches,
          () => from(i),
          () => pick(i + 1),
        );
      }
      if (matches) return from(i);
    }
    return fallback === -1 ? 'normal' : from(fallback);
  };
  return pick(0);
}

function executeTry(js: Script, node: TryStmt): Completion {
  const { finalizer } = node;
  if (finalizer === null) return guarded(js, node);
  const { frame } = js;
  const final = (): Completion => {
    const { result, pending } = frame;
    const completion = executeBlock(js, finalizer);
    if (completion === 'normal') {
      frame.result = result;
      frame.pending = pending;
    }
    return completion;
  };
  let completion: Completion;
  try {
    completion = guarded(js, node);
  } catch (error) {
    if (!(error instanceof PyRaise) || !isThrown(error)) throw error;
    const ended = final();
    if (ended !== 'normal') return ended;
    throw error;
  }
  const ended = final();
  return ended === 'normal' ? completion : ended;
}

function guarded(js: Script, { body, handler }: TryStmt): Completion {
  const { frame } = js;
  const { names } = frame;
  try {
    return executeBlock(js, body);
  } catch (error) {
    if (!(error instanceof PyRaise) || !isThrown(error) || handler === null) throw error;
    frame.names = names;
    const { target } = handler;
    return inBlock(js, { lexical: handler.names, functions: [] }, () => {
      if (target !== null) assignPattern(js, target, thrownValue(js, error), declare);
      return executeBlock(js, handler.body);
    });
  }
}

function declareEnum(js: Script, { name, members }: EnumStmt): void {
  const { names } = js.frame;
  const before = names.vars.get(name);
  const value = before instanceof PyDict ? before : new PyDict();
  const scope = new JsScope('block', names);
  let next: Value = 0;
  js.frame.names = scope;
  for (const { key, value: expr } of members) {
    const given: Value = expr === null ? next : evaluate(js, expr);
    js.rt.journal.mapSet(value.entries, key, given);
    scope.vars.set(key, given);
    const number = plainNumber(given);
    if (number !== undefined) js.rt.journal.mapSet(value.entries, String(number), key);
    next = number === undefined ? UNDEFINED : number + 1;
  }
  js.frame.names = names;
  const own = names.find(name) ?? names;
  if (before === undefined || before === UNINITIALISED) initialiseName(js, own, name, value);
}

function declareNamespace(js: Script, { name, body, vars, exports }: NamespaceStmt): void {
  const { names } = js.frame;
  const before = names.vars.get(name);
  const value = before instanceof PyDict ? before : new PyDict();
  if (before === undefined || before === UNINITIALISED) initialiseName(js, names, name, value);
  const scope = new JsScope('block', names);
  for (const one of vars) scope.vars.set(one, UNDEFINED);
  hoist(js, body, scope);
  js.frame.names = scope;
  try {
    executeBody(js, body);
  } finally {
    js.frame.names = names;
    for (const one of exports) {
      js.rt.journal.mapSet(value.entries, one, orUndefined(scope.vars.get(one)));
    }
  }
}
