import type { ComprehensionClause, ComprehensionExpr, DictCompExpr, Expr } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { lowerChild, lowerExpr } from './expressions.ts';

export function lowerComprehension(
  lowering: Lowering,
  node: Cst,
  kind: ComprehensionExpr['kind'],
): ComprehensionExpr {
  const element = lowerChild(lowering, node, 0);
  return { kind, at: lowering.at(node), element, clauses: lowerClauses(lowering, node.children.slice(1)) };
}

export function lowerDictComprehension(lowering: Lowering, node: Cst): Expr {
  const [pair, ...clauses] = node.children;
  if (pair === undefined) return lowering.errorExpr(node, 'invalid syntax');
  return {
    kind: 'DictComp',
    at: lowering.at(node),
    key: lowerChild(lowering, pair, 0),
    value: lowerChild(lowering, pair, 1),
    clauses: lowerClauses(lowering, clauses),
  } satisfies DictCompExpr;
}

function lowerClauses(lowering: Lowering, nodes: readonly Cst[]): ComprehensionClause[] {
  const clauses: ComprehensionClause[] = [];
  let conditions: Expr[] = [];
  for (const node of nodes) {
    if (node.type === 'if_clause') {
      conditions.push(lowerChild(lowering, node, 0));
      continue;
    }
    conditions = [];
    const parts = node.children.filter((child) => child.type !== 'async' && child.type !== 'in');
    const [target, iterable] = parts;
    if (target === undefined || iterable === undefined) continue;
    clauses.push({
      target: lowerExpr(lowering, target),
      iterable: node.hasComma ? lowering.errorExpr(node, 'invalid syntax') : lowerExpr(lowering, iterable),
      conditions,
      isAsync: node.children[0]?.type === 'async',
    });
  }
  return clauses;
}
