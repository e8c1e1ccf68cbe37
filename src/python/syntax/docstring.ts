import type { Stmt } from './ast.ts';
import { stringLiteral } from './lower/strings.ts';

/** The string that a body begins with. */
export function docstringOf(body: readonly Stmt[]): string | null {
  const [first] = body;
  return first?.kind === 'ExprStmt' ? stringLiteral(first.value) : null;
}
