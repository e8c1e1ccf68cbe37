/** Builtin functions that look at the running frame: `locals`, `vars`, `dir`, `eval`, `exec`. */
import { dictItems, dictSet } from '../builtins/hash.ts';
import type { Stmt } from '../syntax/ast.ts';
import type { Runtime } from './api.ts';
import { evaluate } from './expressions.ts';
import { Frame } from './frame.ts';
import { Interpreter } from './interpreter.ts';
import { Store } from './journal.ts';
import { native } from './native.ts';
import type { Args } from './native.ts';
import { UnknownInput } from './signals.ts';
import { executeBlock } from './statements.ts';
import { PyDict, PyFloat, Scope, Unknown } from './values.ts';
import type { NativeFunction, Value } from './values.ts';

/** Text given to `eval` and `exec` is parsed under this name: it belongs to no document. */
export const TEXT_URI = 'wattlens:evaluated-text';

function interpreter(rt: Runtime): Interpreter {
  if (rt instanceof Interpreter) return rt;
  throw new TypeError('these functions need the interpreter');
}

/** A module's or class's names are live, a function's are a copy, as in Python. */
function locals(rt: Runtime): PyDict {
  let { scope } = interpreter(rt).frame;
  while (scope.kind === 'comprehension' && scope.parent !== null) scope = scope.parent;
  return new PyDict(scope.kind === 'function' ? new Store(scope.vars) : scope.vars);
}

interface Environment {
  readonly scope: Scope;
  /** Where `exec` leaves the names that it binds; null: they are bound in the scope itself. */
  readonly target: PyDict | null;
}

function environment(it: Interpreter, args: Args): Environment {
  const [globals, own] = [args.known('globals'), args.known('locals')];
  if (globals === null && own === null) return { scope: it.frame.scope, target: null };
  const scope = new Scope('module', null);
  let target: PyDict | null = null;
  for (const mapping of [globals, own]) {
    if (!(mapping instanceof PyDict)) continue;
    if (mapping.taint !== null) throw new UnknownInput(mapping.taint);
    target = mapping;
    for (const [name, value] of dictItems(mapping)) if (typeof name === 'string') scope.vars.set(name, value);
  }
  return { scope, target };
}

function parse(it: Interpreter, source: string): readonly Stmt[] {
  const parsed = it.options.parse(TEXT_URI, source);
  const [error] = parsed.errors;
  if (error !== undefined) throw it.error('SyntaxError', error.message);
  return parsed.statements.map(({ node }) => node);
}

/** Runs inside a frame of the calling code's document: places are those of the call. */
function inEnvironment<T>(it: Interpreter, scope: Scope, run: () => T): T {
  const { frame } = it;
  const inner = new Frame(scope, frame.origin, it.here()?.start.line ?? 0, frame.fn, frame.self);
  return it.inFrame(inner, run);
}

function evaluateText(rt: Runtime, args: Args): Value {
  const it = interpreter(rt);
  const [statement, ...more] = parse(it, args.string('source').trim());
  if (statement?.kind !== 'ExprStmt' || more.length > 0) throw it.error('SyntaxError', 'invalid syntax');
  const { scope } = environment(it, args);
  return inEnvironment(it, scope, () => evaluate(it, statement.value));
}

/** Code that is not known may have set any setting of the module anew. */
function widenSettings(it: Interpreter, lost: Unknown): void {
  const { scope } = it.frame;
  if (scope.kind !== 'module') return;
  for (const [name, value] of scope.vars) {
    const isSetting = typeof value === 'number' || typeof value === 'boolean' || value instanceof PyFloat;
    if (isSetting && !name.startsWith('__')) it.journal.mapSet<string, Value>(scope.vars, name, lost);
  }
}

function executeText(rt: Runtime, args: Args): null {
  const it = interpreter(rt);
  const source = args.value('source');
  if (source instanceof Unknown) {
    const lost = it.unknown(`what exec() does: ${source.reason}`);
    it.recorder.incomplete(lost);
    widenSettings(it, lost);
    return null;
  }
  const statements = parse(it, args.string('source'));
  const { scope, target } = environment(it, args);
  inEnvironment(it, scope, () => executeBlock(it, statements));
  if (target !== null) for (const [name, value] of scope.vars) dictSet(it, target, name, value);
  return null;
}

export const frameFunctions: readonly NativeFunction[] = [
  native('locals()', locals),
  native('vars(object=None, /)', (rt, args) =>
    args.given('object') ? rt.getAttribute(args.known('object'), '__dict__') : locals(rt),
  ),
  native('eval(source, globals=None, locals=None, /)', evaluateText),
  native('exec(source, globals=None, locals=None, /)', executeText),
];
