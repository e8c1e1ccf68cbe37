import type {
  AttributeExpr, AwaitExpr, BinaryExpr, BoolExpr, CallExpr, CompareExpr, ConditionalExpr, Expr, Place,
  StarredExpr, SubscriptExpr,
} from '../ast.ts'; // prettier-ignore
import type { Cst } from '../concrete.ts';

type LeftRecursive =
  AttributeExpr | BinaryExpr | BoolExpr | CallExpr | CompareExpr | ConditionalExpr | SubscriptExpr;

/**
 * The grammar binds the star of `*a + b` to `a` alone; in Python it takes the whole expression.
 * Moves a star from the left end of an expression to its outside.
 */
export function hoistStar(expr: LeftRecursive): Expr {
  const left = leftmost(expr);
  if (left?.kind !== 'Starred') return expr;
  const inner = left.value;
  const at: Place = { ...expr.at, line: inner.at.line, character: inner.at.character };
  return { kind: 'Starred', at: expr.at, value: { ...withLeftmost(expr, inner), at } } satisfies StarredExpr;
}

function leftmost(expr: LeftRecursive): Expr | undefined {
  switch (expr.kind) {
    case 'Attribute':
    case 'Subscript':
      return expr.object;
    case 'Call':
      return expr.callee;
    case 'Binary':
    case 'Bool':
      return expr.left;
    case 'Compare':
      return expr.operands[0];
    case 'Conditional':
      return expr.then;
  }
}

function withLeftmost(expr: LeftRecursive, left: Expr): LeftRecursive {
  switch (expr.kind) {
    case 'Attribute':
    case 'Subscript':
      return { ...expr, object: left };
    case 'Call':
      return { ...expr, callee: left };
    case 'Binary':
    case 'Bool':
      return { ...expr, left };
    case 'Compare':
      return { ...expr, operands: [left, ...expr.operands.slice(1)] };
    case 'Conditional':
      return { ...expr, then: left };
  }
}

/** The grammar reads `await x ** 2` as `await (x ** 2)`; in Python `await` binds tighter. */
export function rotateAwait(expr: AwaitExpr, node: Cst): Expr {
  const operand = expr.value;
  if (node.children[0]?.type !== 'binary_operator' || operand.kind !== 'Binary') return expr;
  const at: Place = {
    ...expr.at,
    endLine: operand.left.at.endLine,
    endCharacter: operand.left.at.endCharacter,
  };
  return { ...operand, at: expr.at, left: { kind: 'Await', at, value: operand.left } };
}
