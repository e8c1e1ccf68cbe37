/**
 * What a package's `__init__` would bind a name to, read off its statements without running them:
 * the `__init__` of an installed package imports everything that is in it.
 */
import { boundNames } from '../syntax/boundNames.ts';
import { TextCache } from '../syntax/cache.ts';
import type { Expr, ImportFromStmt, ParsedModule, Stmt } from '../syntax/ast.ts';

export type Binding =
  /** The attribute `name` of another module, given as the package imports it: `.resnet`, `numpy`. */
  | { readonly kind: 'member'; readonly from: ImportFromStmt; readonly name: string }
  /** A literal that stands for itself. */
  | { readonly kind: 'literal'; readonly value: Expr }
  /** Only running it can tell. */
  | { readonly kind: 'run' }
  /** It binds no such name: a submodule, or nothing. */
  | { readonly kind: 'none' };

/** A module of the package that has not been parsed yet. */
export interface ModuleSource {
  readonly text: string;
  parse(): ParsedModule;
  /** The module that a relative import of this one names, or null. */
  read(from: ImportFromStmt): ModuleSource | null;
}

/** `init` is the package's `__init__`. */
export function bindingOf(init: ModuleSource, name: string): Binding {
  const { statements } = init.parse();
  for (const { node } of statements.toReversed()) {
    if (node.kind === 'ImportFrom') {
      const binding = importedBy(init, node, name);
      if (binding !== null) return binding;
      continue;
    }
    const view = viewOfLazyModule(statements, node);
    if (view !== null) {
      for (const from of view) {
        // What only type checkers would import may be missing from what is installed.
        if (from.names.some((alias) => alias.name === '*') && init.read(from) === null) continue;
        const binding = importedBy(init, from, name);
        if (binding !== null) return binding;
      }
      continue;
    }
    const value = assignedLiteral(node, name);
    if (value !== null && !mayBeChanged(statements, value, name)) return { kind: 'literal', value };
    if (boundNames(node).includes(name) || mayBindAnything(node)) return { kind: 'run' };
  }
  return { kind: 'none' };
}

const onDemand = new WeakMap<ParsedModule, boolean>();

/** Whether the package makes its names when they are asked for. */
export function importsOnDemand(init: ParsedModule): boolean {
  let known = onDemand.get(init);
  if (known === undefined) {
    known = init.statements.some(({ node }) => viewOfLazyModule(init.statements, node) !== null);
    onDemand.set(init, known);
  }
  return known;
}

function importedBy(init: ModuleSource, node: ImportFromStmt, name: string): Binding | null {
  for (const alias of node.names) {
    if (alias.name === '*') {
      if (node.level === 0) return { kind: 'run' };
      const source = init.read(node);
      if (source === null) return { kind: 'run' };
      const exported = exports(source, name);
      if (exported === null) return { kind: 'run' };
      if (exported) return { kind: 'member', from: node, name };
    } else if ((alias.asName ?? alias.name) === name) {
      const isOwn = node.level === 1 && node.module === '';
      if (!isOwn) return { kind: 'member', from: node, name: alias.name };
      return alias.asName === null ? { kind: 'none' } : { kind: 'run' };
    }
  }
  return null;
}

/**
 * The imports of a package that makes its names on demand, by a `__getattr__` or by replacing itself: it
 * states what it offers under `if TYPE_CHECKING`, for type checkers. Null for any other statement.
 */
function viewOfLazyModule(statements: ParsedModule['statements'], node: Stmt): ImportFromStmt[] | null {
  if (node.kind !== 'If' || !isTypeChecking(node.test)) return null;
  const isLazy =
    replacesItself(node.otherwise) ||
    statements.some((one) => replacesItself([one.node]) || boundNames(one.node).includes('__getattr__'));
  return isLazy ? importsIn(node.then) : null;
}

/** `sys.modules[__name__] = …`. */
function replacesItself(body: readonly Stmt[]): boolean {
  return body.some(
    (node) =>
      node.kind === 'Assign' &&
      node.targets.some(
        (target) =>
          target.kind === 'Subscript' &&
          target.object.kind === 'Attribute' &&
          target.object.name === 'modules',
      ),
  );
}

function isTypeChecking(test: Expr): boolean {
  if (test.kind === 'Bool' && test.op === 'or') {
    return isTypeChecking(test.left) || isTypeChecking(test.right);
  }
  return (
    (test.kind === 'Name' && test.name === 'TYPE_CHECKING') ||
    (test.kind === 'Attribute' && test.name === 'TYPE_CHECKING')
  );
}

/** What a handler imports stands in for a backend that is missing. */
function importsIn(body: readonly Stmt[]): ImportFromStmt[] {
  return body.flatMap((node) => {
    switch (node.kind) {
      case 'ImportFrom':
        return node.level > 0 ? [node] : [];
      case 'Try':
        return importsIn([...node.body, ...node.otherwise]);
      case 'If':
        return importsIn([...node.then, ...node.otherwise]);
      default:
        return [];
    }
  });
}

function assignedLiteral(node: Stmt, name: string): Expr | null {
  if (node.kind !== 'Assign') return null;
  const isMeant = node.targets.length === 1 && node.targets.some((t) => t.kind === 'Name' && t.name === name);
  return isMeant && isLiteral(node.value) ? node.value : null;
}

function isLiteral(value: Expr): boolean {
  if (value.kind === 'List' || value.kind === 'Tuple') return value.items.every(isLiteral);
  return value.kind === 'Constant';
}

/** A list that other statements of the module mention. */
function mayBeChanged(statements: ParsedModule['statements'], value: Expr, name: string): boolean {
  return (
    value.kind === 'List' &&
    statements.some(
      ({ node }) =>
        node.kind !== 'FunctionDef' &&
        node.kind !== 'ImportFrom' &&
        !boundNames(node).includes(name) &&
        JSON.stringify(node).includes(`"name":"${name}"`),
    )
  );
}

function mayBindAnything(node: Stmt): boolean {
  return (node.kind === 'Try' || node.kind === 'If') && JSON.stringify(node).includes('"name":"*"');
}

/** Texts of modules whose names were looked for, with what was found: packages are asked for one name after another. */
const MOST_TEXT = 8_000_000;
const unmentioned = new TextCache<Map<string, boolean>>(MOST_TEXT);

/** Most modules do not even mention a name: they need not be parsed. */
function cannotExport(text: string, name: string): boolean {
  let names = unmentioned.get(text);
  if (names === undefined) {
    unmentioned.set(text, (names = new Map<string, boolean>()));
  }
  let known = names.get(name);
  if (known === undefined) names.set(name, (known = isUnmentioned(text, name)));
  return known;
}

function isUnmentioned(text: string, name: string): boolean {
  if (text.includes('import *')) return false;
  if (!text.includes(name)) return true;
  return /^__all__ = \[/m.test(text) && !text.includes(`"${name}"`) && !text.includes(`'${name}'`);
}

/** Whether `from module import *` brings the name; null when that cannot be read off. */
function exports(module: ModuleSource, name: string): boolean | null {
  if (cannotExport(module.text, name)) return false;
  let bound = false;
  const { statements } = module.parse();
  for (const { node } of statements) {
    if (node.kind === 'Assign' && node.targets.some((t) => t.kind === 'Name' && t.name === '__all__')) {
      const listed = literalNames(node.value);
      if (listed !== null) return listed.includes(name);
    }
    const stars = viewOfLazyModule(statements, node) ?? (node.kind === 'ImportFrom' ? [node] : []);
    for (const star of stars) {
      if (!star.names.some((alias) => alias.name === '*')) continue;
      const source = star.level > 0 ? module.read(star) : null;
      const found = source === null ? null : exports(source, name);
      if (found !== false) return found;
    }
    bound ||= boundNames(node).includes(name);
  }
  return bound && !name.startsWith('_');
}

function literalNames(value: Expr): readonly string[] | null {
  if (value.kind !== 'List' && value.kind !== 'Tuple') return null;
  const names: string[] = [];
  for (const item of value.items) {
    if (item.kind !== 'Constant' || item.literal.type !== 'str') return null;
    names.push(item.literal.value);
  }
  return names;
}
