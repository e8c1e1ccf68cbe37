/** Names: which scope they are read from and written to. */
import type { Interpreter } from './interpreter.ts';
import type { Scope } from './values.ts';
import type { Value } from './values.ts';

export function lookup(it: Interpreter, scope: Scope, name: string): Value | undefined {
  let current: Scope | null = scope;
  while (current !== null) {
    // A class body sees its own names, the functions inside it do not.
    if (current.kind !== 'class' || current === scope || isClassComprehension(current, scope)) {
      if (current.declared?.get(name) === true) return globalLookup(it, current, name);
      const value = current.vars.get(name);
      if (value !== undefined) return value;
      if (isUnbound(current, name)) return undefined;
    }
    current = current.parent;
  }
  return it.builtins.names.get(name);
}

/** A function's own variable that has no value yet. */
export function isUnbound(scope: Scope, name: string): boolean {
  return scope.locals?.has(name) === true && scope.declared?.has(name) !== true && !scope.vars.has(name);
}

/** `__name` inside a class is private to it: `_Class__name`. */
export function mangled(it: Interpreter, name: string): string {
  if (!name.startsWith('__') || name.endsWith('__')) return name;
  const cls = it.classNames.get(it.frame.scope) ?? it.frame.fn?.classCell?.cls?.name;
  if (cls === undefined) return name;
  return `_${cls.slice(cls.lastIndexOf('.') + 1).replace(/^_+/, '')}${name}`;
}

export function assignName(it: Interpreter, scope: Scope, name: string, value: Value): void {
  it.journal.mapSet(owner(scope, name).vars, name, value);
}

/** A walrus inside a comprehension binds in the function around it. */
export function assignWalrus(it: Interpreter, scope: Scope, name: string, value: Value): void {
  let target = scope;
  while (target.kind === 'comprehension' && target.parent !== null) target = target.parent;
  assignName(it, target, name, value);
}

export function deleteName(it: Interpreter, scope: Scope, name: string): void {
  if (!it.journal.mapDelete(owner(scope, name).vars, name)) {
    throw it.error('NameError', `name '${name}' is not defined`);
  }
}

export function declare(scope: Scope, names: readonly string[], isGlobal: boolean): void {
  scope.declared ??= new Map();
  for (const name of names) scope.declared.set(name, isGlobal);
}

export function moduleScope(scope: Scope): Scope {
  let current = scope;
  while (current.parent !== null) current = current.parent;
  return current;
}

function owner(scope: Scope, name: string): Scope {
  const declared = scope.declared?.get(name);
  if (declared === undefined) return scope;
  if (declared) return moduleScope(scope);
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    if (outer.kind !== 'class' && outer.kind !== 'module' && outer.vars.has(name)) return outer;
  }
  return scope;
}

function globalLookup(it: Interpreter, scope: Scope, name: string): Value | undefined {
  const { vars } = moduleScope(scope);
  return vars.has(name) ? vars.get(name) : it.builtins.names.get(name);
}

/** A comprehension directly in a class body reads the names of that body. */
function isClassComprehension(current: Scope, from: Scope): boolean {
  let scope: Scope | null = from;
  while (scope !== null && scope.kind === 'comprehension') scope = scope.parent;
  return scope === current;
}
