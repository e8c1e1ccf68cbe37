import type { CompareOperator, ConditionalExpr, Expr, NameExpr, Place, SequenceExpr } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import { lowerArguments } from './arguments.ts';
import { lowerComprehension, lowerDictComprehension } from './comprehensions.ts';
import type { Lowering } from './context.ts';
import { parseNumber } from './numbers.ts';
import { binaryOperator, compareOperator, unaryOperator } from './operators.ts';
import { lowerParams } from './parameters.ts';
import { hoistStar, lowerBitwise, rotateAwait, rotateNamed } from './precedence.ts';
import { lowerString } from './strings.ts';

/** Lowers any expression, assignment target or annotation. */
export function lowerExpr(lowering: Lowering, node: Cst): Expr {
  const expr = lowerItem(lowering, node);
  return expr.kind === 'Starred' ? lowering.errorExpr(node, "can't use starred expression here") : expr;
}

/** Lowers an expression that may be starred: an element, an argument, a part of a target. */
export function lowerItem(lowering: Lowering, node: Cst): Expr {
  return lowering.nested(node, () => lowerUnbounded(lowering, node));
}

/** The child at an index; a missing one is reported where its parent stands. */
export function lowerChild(lowering: Lowering, node: Cst, index: number): Expr {
  const child = node.children[index];
  return child === undefined ? lowering.errorExpr(node, 'invalid syntax') : lowerExpr(lowering, child);
}

export function lowerSequence(lowering: Lowering, node: Cst, kind: SequenceExpr['kind']): SequenceExpr {
  return { kind, at: lowering.at(node), items: lowerItems(lowering, node.children) };
}

/** The elements of a tuple or the like; a `yield` among them needs brackets of its own. */
export function lowerItems(lowering: Lowering, nodes: readonly Cst[]): Expr[] {
  return nodes.map((node) =>
    node.type === 'yield' ? lowering.errorExpr(node, 'invalid syntax') : lowerItem(lowering, node),
  );
}

/** The left operand, which may begin with a star that belongs to the whole. */
function lowerLeft(lowering: Lowering, node: Cst): Expr {
  const [left] = node.children;
  return left === undefined ? lowering.errorExpr(node, 'invalid syntax') : lowerItem(lowering, left);
}

export function lowerName(lowering: Lowering, node: Cst): NameExpr {
  return { kind: 'Name', at: lowering.at(node), name: lowering.text(node).normalize('NFKC') };
}

function lowerUnbounded(lowering: Lowering, node: Cst): Expr {
  switch (node.type) {
    case 'identifier':
      return lowerName(lowering, node);
    case 'integer':
    case 'float': {
      const literal = parseNumber(lowering.text(node));
      if (literal === null) return lowering.errorExpr(node, 'invalid number');
      return { kind: 'Constant', at: lowering.at(node), literal };
    }
    case 'true':
    case 'false':
      return {
        kind: 'Constant',
        at: lowering.at(node),
        literal: { type: 'bool', value: node.type === 'true' },
      };
    case 'none':
    case 'ellipsis':
      return { kind: 'Constant', at: lowering.at(node), literal: { type: node.type } };
    case 'string':
    case 'concatenated_string':
      return lowerString(lowering, node);
    case 'call':
      return lowerCall(lowering, node);
    case 'attribute':
      return hoistStar({
        kind: 'Attribute',
        at: lowering.at(node),
        object: lowerLeft(lowering, node),
        name: nameOf(lowering, node.children[1]),
      });
    case 'subscript':
    case 'generic_type':
      return lowerSubscript(lowering, node);
    case 'slice':
      return lowerSlice(lowering, node);
    case 'binary_operator':
    case 'union_type':
      return lowerBinary(lowering, node);
    case 'unary_operator':
    case 'not_operator':
      return lowerUnary(lowering, node);
    case 'boolean_operator':
      return hoistStar({
        kind: 'Bool',
        at: lowering.at(node),
        op: node.children[1]?.type === 'or' ? 'or' : 'and',
        left: lowerLeft(lowering, node),
        right: lowerChild(lowering, node, 2),
      });
    case 'comparison_operator':
      return lowerComparison(lowering, node);
    case 'conditional_expression':
      return lowerConditional(lowering, node);
    case 'parenthesized_expression':
    case 'as_pattern_target':
      return lowerChild(lowering, node, 0);
    case 'type':
      return lowerLeft(lowering, node);
    case 'tuple':
    case 'expression_list':
    case 'pattern_list':
      return lowerSequence(lowering, node, 'Tuple');
    case 'tuple_pattern':
      // `(a) = 1` parses like `(a,) = 1`: without a comma the parentheses only group.
      return node.children.length === 1 && !node.hasComma
        ? lowerChild(lowering, node, 0)
        : lowerSequence(lowering, node, 'Tuple');
    case 'list':
    case 'list_pattern':
      return lowerSequence(lowering, node, 'List');
    case 'type_parameter':
      return lowerSequence(lowering, node, 'List');
    case 'set':
      return lowerSequence(lowering, node, 'Set');
    case 'dictionary':
      return lowerDict(lowering, node);
    case 'list_comprehension':
      return lowerComprehension(lowering, node, 'ListComp');
    case 'set_comprehension':
      return lowerComprehension(lowering, node, 'SetComp');
    case 'generator_expression':
      return lowerComprehension(lowering, node, 'GeneratorExp');
    case 'dictionary_comprehension':
      return lowerDictComprehension(lowering, node);
    case 'list_splat':
    case 'list_splat_pattern':
    case 'parenthesized_list_splat':
    case 'splat_type':
      return lowerStarred(lowering, node);
    case 'lambda':
      return lowerLambda(lowering, node);
    case 'named_expression': {
      const [target] = node.children;
      if (target === undefined) return lowering.errorExpr(node, 'invalid syntax');
      return {
        kind: 'NamedExpr',
        at: lowering.at(node),
        target: lowerName(lowering, target),
        value: lowerChild(lowering, node, 1),
      };
    }
    case 'yield':
      return lowerYield(lowering, node);
    case 'await':
      return rotateAwait(
        { kind: 'Await', at: lowering.at(node), value: lowerChild(lowering, node, 0) },
        node,
      );
    case 'member_type':
      return {
        kind: 'Attribute',
        at: lowering.at(node),
        object: lowerChild(lowering, node, 0),
        name: nameOf(lowering, node.children[1]),
      };
    case 'dotted_name':
      return lowerDottedName(lowering, node);
    default:
      return lowering.errorExpr(node, 'invalid syntax');
  }
}

function nameOf(lowering: Lowering, node: Cst | undefined): string {
  return node === undefined ? '' : lowering.text(node).normalize('NFKC');
}

function lowerLambda(lowering: Lowering, node: Cst): Expr {
  const [first] = node.children;
  const params = first?.type === 'lambda_parameters' ? lowerParams(lowering, first) : [];
  if (params === null) return lowering.errorExpr(node, 'invalid parameter');
  const body = lowering.inScope(() => lowerChild(lowering, node, node.children.length - 1)).result;
  return { kind: 'Lambda', at: lowering.at(node), params, body };
}

function lowerCall(lowering: Lowering, node: Cst): Expr {
  const args = node.children[1];
  return hoistStar({
    kind: 'Call',
    at: lowering.at(node),
    callee: lowerLeft(lowering, node),
    args: args === undefined ? [] : lowerArguments(lowering, args),
  });
}

function lowerSubscript(lowering: Lowering, node: Cst): Expr {
  const object = lowerLeft(lowering, node);
  const [, first] = node.children;
  const list = first?.type === 'type_parameter' ? first : { ...node, children: node.children.slice(1) };
  const items = list.children.map((child) => lowerIndex(lowering, child));
  const [item] = items;
  const isTuple = list.hasComma || item === undefined || item.kind === 'Starred';
  const index: Expr = isTuple ? { kind: 'Tuple', at: itemsPlace(lowering, list), items } : item;
  return hoistStar({ kind: 'Subscript', at: lowering.at(node), object, index });
}

/** One index; in an annotation, the grammar takes the slice `a: b` for a type with a bound. */
function lowerIndex(lowering: Lowering, node: Cst): Expr {
  const [inner] = node.children;
  if (node.type !== 'type' || inner?.type !== 'constrained_type') return lowerItem(lowering, node);
  const [lower, upper] = inner.children;
  if (lower === undefined || upper === undefined) return lowering.errorExpr(node, 'invalid syntax');
  const bounds = { lower: lowerExpr(lowering, lower), upper: lowerExpr(lowering, upper) };
  return { kind: 'Slice', at: lowering.at(node), ...bounds, step: null };
}

/** From the first child to the last, with a comma after it: what a tuple without brackets spans. */
export function itemsPlace(lowering: Lowering, node: Cst, items = node.children): Place {
  const start = items[0]?.start ?? node.start;
  const end = items.at(-1)?.end ?? node.end;
  const comma = /^\s*,/.exec(lowering.source.text.slice(end, node.end));
  return lowering.source.place(start, end + (comma?.[0].length ?? 0));
}

function lowerSlice(lowering: Lowering, node: Cst): Expr {
  const bounds: (Expr | null)[] = [null, null, null];
  let position = 0;
  for (const child of node.children) {
    if (child.type === ':') position += 1;
    else bounds[position] = lowerExpr(lowering, child);
  }
  const [lower = null, upper = null, step = null] = bounds;
  return { kind: 'Slice', at: lowering.at(node), lower, upper, step };
}

function lowerBinary(lowering: Lowering, node: Cst): Expr {
  const token = node.children.length === 2 ? '|' : (node.children[1]?.type ?? '');
  const op = binaryOperator(token);
  if (op === null) return lowering.errorExpr(node, 'invalid syntax');
  if (op === '&' || op === '^') return lowerBitwise(lowering, node);
  return hoistStar({
    kind: 'Binary',
    at: lowering.at(node),
    op,
    left: lowerLeft(lowering, node),
    right: lowerChild(lowering, node, node.children.length - 1),
  });
}

function lowerUnary(lowering: Lowering, node: Cst): Expr {
  const op = unaryOperator(node.children[0]?.type ?? '');
  if (op === null) return lowering.errorExpr(node, 'invalid syntax');
  // A star that the grammar does not take here was parsed as `~` (see quirks.ts).
  if (lowering.source.text.charAt(node.start) === '*') {
    return { kind: 'Starred', at: lowering.at(node), value: lowerChild(lowering, node, 1) };
  }
  return { kind: 'Unary', at: lowering.at(node), op, operand: lowerChild(lowering, node, 1) };
}

function lowerConditional(lowering: Lowering, node: Cst): Expr {
  const conditional: ConditionalExpr = {
    kind: 'Conditional',
    at: lowering.at(node),
    then: lowerLeft(lowering, node),
    test: lowerChild(lowering, node, 1),
    otherwise: lowerChild(lowering, node, 2),
  };
  return hoistStar(rotateNamed(conditional, node));
}

function lowerComparison(lowering: Lowering, node: Cst): Expr {
  const operands: Expr[] = [];
  const ops: CompareOperator[] = [];
  for (const [index, child] of node.children.entries()) {
    if (index % 2 === 0) {
      operands.push(index === 0 ? lowerItem(lowering, child) : lowerExpr(lowering, child));
      continue;
    }
    const op = compareOperator(child.type);
    if (op === null) return lowering.errorExpr(node, `'${child.type}' is not an operator of Python 3`);
    ops.push(op);
  }
  return hoistStar({ kind: 'Compare', at: lowering.at(node), operands, ops });
}

function lowerDict(lowering: Lowering, node: Cst): Expr {
  const entries = node.children.map((child) =>
    child.type === 'pair'
      ? { key: lowerChild(lowering, child, 0), value: lowerChild(lowering, child, 1) }
      : { key: null, value: lowerChild(lowering, child, child.children.length - 1) },
  );
  return { kind: 'Dict', at: lowering.at(node), entries };
}

/** `*x`; the star itself is a child where it is kept as a token. */
function lowerStarred(lowering: Lowering, node: Cst): Expr {
  const inner = node.children.at(-1);
  if (inner === undefined) return lowering.errorExpr(node, 'invalid syntax');
  if (node.children[0]?.type !== '*') return lowering.errorExpr(node, 'invalid syntax');
  return { kind: 'Starred', at: lowering.at(node), value: lowerExpr(lowering, inner) };
}

function lowerYield(lowering: Lowering, node: Cst): Expr {
  lowering.noteYield();
  const at = lowering.at(node);
  const [first, second] = node.children;
  if (first?.type === 'from') {
    if (second === undefined) return lowering.errorExpr(node, 'invalid syntax');
    return { kind: 'YieldFrom', at, value: lowerExpr(lowering, second) };
  }
  return { kind: 'Yield', at, value: first === undefined ? null : lowerExpr(lowering, first) };
}

/** `a.b.c` in a pattern. */
function lowerDottedName(lowering: Lowering, node: Cst): Expr {
  const [first, ...rest] = node.children;
  if (first === undefined) return lowering.errorExpr(node, 'invalid syntax');
  let object: Expr = lowerName(lowering, first);
  for (const part of rest) {
    object = {
      kind: 'Attribute',
      at: lowering.source.place(node.start, part.end),
      object,
      name: nameOf(lowering, part),
    };
  }
  return object;
}
