import type { Stmt } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import type { Lowering } from './context.ts';
import { lowerStatement } from './statements.ts';

/** The body of a compound statement or clause: its `block` child. */
export function lowerBlock(lowering: Lowering, owner: Cst): Stmt[] {
  const block = owner.children.find((child) => child.type === 'block');
  const [first] = block?.children ?? [];
  if (block === undefined || first === undefined) {
    return [lowering.missingBlock(owner)];
  }
  const recovered = lowering.recoveredBody(first);
  if (recovered !== null) return recovered;
  const body = lowering.nestedBlock(block, () =>
    lowerStatements(lowering, block.children, lowering.source.before(first.start)),
  );
  return Array.isArray(body) ? body : [body];
}

/** Statements of one block; those that begin a line must have the block's indentation. */
export function lowerStatements(lowering: Lowering, nodes: readonly Cst[], indent: string): Stmt[] {
  return nodes.map((node) => {
    const before = lowering.source.before(node.start);
    if (before === indent || before.trim() !== '' || indent.trim() !== '') {
      return lowerStatement(lowering, node);
    }
    return lowering.errorStmt(node, indentProblem(before, indent));
  });
}

export function indentProblem(actual: string, expected: string): string {
  return actual.length > expected.length
    ? 'unexpected indent'
    : 'unindent does not match any outer indentation level';
}
