import type { Argument } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { lowerChild, lowerExpr, lowerItem } from './expressions.ts';

/** Lowers an argument list, or the lone generator expression of `f(x for x in y)`. */
export function lowerArguments(lowering: Lowering, node: Cst): Argument[] {
  if (node.type === 'generator_expression') return [{ kind: 'positional', value: lowerExpr(lowering, node) }];
  const names = new Set<string>();
  let mayBePositional = true;
  let mayBeStar = true;
  return node.children.map((child): Argument => {
    const argument = lowerArgument(lowering, child);
    if ((argument.kind === 'positional' && !mayBePositional) || (argument.kind === 'star' && !mayBeStar)) {
      const value = lowering.errorExpr(child, 'positional argument follows keyword argument');
      return { kind: 'positional', value };
    }
    if (argument.kind === 'keyword') {
      if (names.has(argument.name)) {
        return { ...argument, value: lowering.errorExpr(child, 'keyword argument repeated') };
      }
      names.add(argument.name);
    }
    mayBePositional &&= argument.kind === 'positional' || argument.kind === 'star';
    mayBeStar &&= argument.kind !== 'double-star';
    return argument;
  });
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
  const value = lowerItem(lowering, node);
  return value.kind === 'Starred' ? { kind: 'star', value: value.value } : { kind: 'positional', value };
}
