/**
 * What a package's `__init__` would bind a name to, read off its statements without running them:
 * the `__init__` of an installed package imports everything that is in it.
 */
import { boundNames } from '../syntax/boundNames.ts';
import type { Expr, ImportFromStmt, ParsedModule } from '../syntax/ast.ts';

export type Binding =
  /** The attribute `name` of a module of the package, given relative to it: `.resnet`. */
  | { readonly kind: 'member'; readonly from: ImportFromStmt; readonly name: string }
  /** Only running it can tell. */
  | { readonly kind: 'run' }
  /** It binds no such name: a submodule, or nothing. */
  | { readonly kind: 'none' };

/** A module of the package that has not been parsed yet. */
export interface ModuleSource {
  readonly text: string;
  parse(): ParsedModule;
}

/** `read` gives the module that a relative import names, or null. */
export function bindingOf(
  init: ParsedModule,
  name: string,
  read: (from: ImportFromStmt) => ModuleSource | null,
): Binding {
  for (const { node } of init.statements.toReversed()) {
    if (node.kind !== 'ImportFrom') {
      if (boundNames(node).includes(name) || mayBindAnything(node)) return { kind: 'run' };
      continue;
    }
    for (const alias of node.names) {
      if (alias.name === '*') {
        if (node.level === 0) return { kind: 'run' };
        const source = read(node);
        if (source === null) return { kind: 'run' };
        // Most modules do not even mention it: they need not be parsed.
        const mayExport = source.text.includes(name) || source.text.includes('import *');
        const exported = mayExport && exports(source.parse(), name);
        if (exported === null) return { kind: 'run' };
        if (exported) return { kind: 'member', from: node, name };
      } else if ((alias.asName ?? alias.name) === name) {
        return node.level > 0 && node.module !== ''
          ? { kind: 'member', from: node, name: alias.name }
          : node.level > 0 && alias.asName === null
            ? { kind: 'none' }
            : { kind: 'run' };
      }
    }
  }
  return { kind: 'none' };
}

function mayBindAnything(node: ParsedModule['statements'][number]['node']): boolean {
  return (node.kind === 'Try' || node.kind === 'If') && JSON.stringify(node).includes('"name":"*"');
}

/** Whether `from module import *` brings the name; null when that cannot be read off. */
function exports(module: ParsedModule, name: string): boolean | null {
  let bound = false;
  for (const { node } of module.statements) {
    if (node.kind === 'Assign' && node.targets.some((t) => t.kind === 'Name' && t.name === '__all__')) {
      const listed = literalNames(node.value);
      if (listed !== null) return listed.includes(name);
    }
    if (node.kind === 'ImportFrom' && node.names.some((alias) => alias.name === '*')) return null;
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
