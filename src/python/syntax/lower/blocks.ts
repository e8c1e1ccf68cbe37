import type { Stmt } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { lowerStatement } from './statements.ts';

/** The body of a compound statement or clause: its `block` child. */
export function lowerBlock(lowering: Lowering, owner: Cst): Stmt[] {
  const block = owner.children.find((child) => child.type === 'block');
  if (block === undefined || block.children.length === 0) {
    return [lowering.errorStmt(owner, 'expected an indented block')];
  }
  const body = lowering.nestedBlock(block, () => lowerStatements(lowering, block.children));
  return Array.isArray(body) ? body : [body];
}

/** Statements of one block; each must be indented like the first. */
export function lowerStatements(lowering: Lowering, nodes: readonly Cst[]): Stmt[] {
  const [first] = nodes;
  const indent = first === undefined ? '' : lowering.source.before(first.start);
  return nodes.map((node) => {
    const before = lowering.source.before(node.start);
    const startsLine = before.trim() === '' && !lowering.source.beginsInLine(node.start);
    if (!startsLine || before === indent || indent.trim() !== '') return lowerStatement(lowering, node);
    const message =
      before.length > indent.length
        ? 'unexpected indent'
        : 'unindent does not match any outer indentation level';
    return lowering.errorStmt(node, message);
  });
}
