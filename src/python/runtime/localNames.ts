import type { FunctionDefStmt, Stmt } from '../syntax/ast.ts';
import { boundNames } from '../syntax/boundNames.ts';

const known = new WeakMap<FunctionDefStmt, ReadonlySet<string>>();

/** The names that a function's body assigns, those apart that it declares `global` or `nonlocal`. */
export function localNames(node: FunctionDefStmt): ReadonlySet<string> {
  let names = known.get(node);
  if (names === undefined) {
    const declared = new Set(node.body.flatMap(declaredNames));
    names = new Set(node.body.flatMap(boundNames).filter((name) => !declared.has(name)));
    known.set(node, names);
  }
  return names;
}

function declaredNames(node: Stmt): readonly string[] {
  switch (node.kind) {
    case 'Global':
    case 'Nonlocal':
      return node.names;
    case 'If':
      return [...node.then, ...node.otherwise].flatMap(declaredNames);
    case 'For':
    case 'While':
      return [...node.body, ...node.otherwise].flatMap(declaredNames);
    case 'With':
      return node.body.flatMap(declaredNames);
    case 'Try': {
      const handled = node.handlers.flatMap((handler) => handler.body);
      return [...node.body, ...handled, ...node.otherwise, ...node.finalizer].flatMap(declaredNames);
    }
    case 'Match':
      return node.cases.flatMap((one) => one.body).flatMap(declaredNames);
    default:
      return [];
  }
}
