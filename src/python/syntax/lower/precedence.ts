import type {
  AttributeExpr, AwaitExpr, BinaryExpr, BoolExpr, CallExpr, CompareExpr, ConditionalExpr, Expr, NamedExpr, Place,
  StarredExpr, SubscriptExpr,
} from '../ast.ts'; // prettier-ignore
import type { Cst } from '../concrete.ts';
import { MAX_EXPRESSION_DEPTH } from './context.ts';
import type { Lowering } from './context.ts';
import { lowerExpr, lowerItem } from './expressions.ts';

type LeftRecursive =
  AttributeExpr | BinaryExpr | BoolExpr | CallExpr | CompareExpr | ConditionalExpr | SubscriptExpr;

/**
 * The grammar binds the star of `*a + b` to `a` alone; in Python it takes the whole expression.
 * Moves a star from the left end of an expression to its outside.
 */
export function hoistStar(expr: LeftRecursive | NamedExpr): Expr {
  if (expr.kind === 'NamedExpr') return expr;
  const left = leftmost(expr);
  if (left?.kind !== 'Starred') return expr;
  const at: Place = { ...expr.at, line: left.at.line, character: left.at.character + 1 };
  return {
    kind: 'Starred',
    at: expr.at,
    value: { ...withLeftmost(expr, left.value), at },
  } satisfies StarredExpr;
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

/** The grammar reads `a := b if c else d` as `(a := b) if c else d`. */
export function rotateNamed(expr: ConditionalExpr, node: Cst): ConditionalExpr | NamedExpr {
  const named = expr.then;
  if (node.children[0]?.type !== 'named_expression' || named.kind !== 'NamedExpr') return expr;
  const { line, character } = named.value.at;
  return {
    ...named,
    at: expr.at,
    value: { ...expr, at: { ...expr.at, line, character }, then: named.value },
  };
}

/**
 * The grammar binds `^` tighter than `&`; Python the other way round. Regroups the operands of a
 * run of both.
 */
export function lowerBitwise(lowering: Lowering, node: Cst): Expr {
  const { operands, operators } = flattenBitwise(node);
  const [first] = operands;
  if (first === undefined || operands.length > MAX_EXPRESSION_DEPTH) {
    return lowering.errorExpr(node, 'too deeply nested');
  }
  let group: Operand = { expr: lowerItem(lowering, first), start: first.start, end: first.end };
  let result: Operand | null = null;
  for (const [index, operator] of operators.entries()) {
    const operand = operands[index + 1];
    if (operand === undefined) break;
    const right = { expr: lowerExpr(lowering, operand), start: operand.start, end: operand.end };
    if (operator === '&') {
      group = join(lowering, '&', group, right);
    } else {
      result = result === null ? group : join(lowering, '^', result, group);
      group = right;
    }
  }
  return result === null ? group.expr : join(lowering, '^', result, group).expr;
}

/** An expression and the stretch it covers, its brackets included. */
interface Operand {
  readonly expr: Expr;
  readonly start: number;
  readonly end: number;
}

function join(lowering: Lowering, op: '&' | '^', left: Operand, right: Operand): Operand {
  const at = lowering.source.place(left.start, right.end);
  const expr = hoistStar({ kind: 'Binary', at, op, left: left.expr, right: right.expr });
  return { expr, start: left.start, end: right.end };
}

/** Operands and operators of nested `&` and `^`, in source order; without recursion. */
function flattenBitwise(node: Cst): { operands: Cst[]; operators: string[] } {
  const operands: Cst[] = [];
  const operators: string[] = [];
  const pending: Cst[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [left, operator, right] = next.children;
    if (next.type === '&' || next.type === '^') {
      operators.push(next.type);
    } else if (operator !== undefined && left !== undefined && right !== undefined && isBitwise(next)) {
      pending.push(right, operator, left);
    } else {
      operands.push(next);
    }
  }
  return { operands, operators };
}

function isBitwise(node: Cst): boolean {
  const operator = node.children[1]?.type;
  return node.type === 'binary_operator' && (operator === '&' || operator === '^');
}
