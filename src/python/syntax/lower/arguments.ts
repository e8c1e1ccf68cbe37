import type { Argument } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { lowerChild, lowerExpr } from './expressions.ts';

/** Lowers an argument list, or the lone generator expression of `f(x for x in y)`. */
export function lowerArguments(lowering: Lowering, node: Cst): Argument[] {
  if (node.type === 'generator_expression') return [{ kind: 'positional', value: lowerExpr(lowering, node) }];
  return node.children.map((child) => lowerArgument(lowering, child));
}

function lowerArgument(lowering: Lowering, node: Cst): Argument {
  if (node.type === 'keyword_argument') {
    const [name] = node.children;
    const value = lowerChild(lowering, node, node.children.length - 1);
    return { kind: 'keyword', name: name === undefined ? '' : lowering.text(name).normalize('NFKC'), value };
  }
  if (node.type === 'dictionary_splat') {
    return { kind: 'double-star', value: lowerChild(lowering, node, node.children.length - 1) };
  }
  const value = lowerExpr(lowering, node);
  return value.kind === 'Starred' ? { kind: 'star', value: value.value } : { kind: 'positional', value };
}
