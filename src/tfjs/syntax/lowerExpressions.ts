/** Expressions: from the compiler's tree to ours. */
import type * as Compiler from 'typescript';
import type { BinaryOperator, Expr, LogicalOperator, ObjectMember, SpreadElement } from './ast.ts';
import type { LoweringContext } from './context.ts';
import { lowerClass, lowerFunction, named } from './lowerFunctions.ts';
import { asTarget, lowerKey, lowerTarget } from './lowerPatterns.ts';

const BINARY: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '<<',
  '>>',
  '>>>',
  '&',
  '|',
  '^',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'instanceof',
]);

function isBinary(op: string): op is BinaryOperator {
  return BINARY.has(op);
}

function isLogical(op: string): op is LogicalOperator {
  return op === '&&' || op === '||' || op === '??';
}

/** Optional chains that are being lowered: the outermost link makes the chain. */
export function lowerExpression(ctx: LoweringContext, node: Compiler.Expression): Expr {
  const { ts } = ctx;
  if (ts.isOptionalChain(node) && !ts.isNonNullExpression(node)) {
    return { kind: 'Chain', expr: lowerLink(ctx, node), at: ctx.at(node) };
  }
  return lowerLink(ctx, node);
}

/** An expression that may be the inner part of an optional chain. */
function lowerInner(ctx: LoweringContext, outer: Compiler.Node, node: Compiler.Expression): Expr {
  const { ts } = ctx;
  const continues = ts.isOptionalChain(outer) && ts.isOptionalChain(node);
  return continues ? lowerLink(ctx, node) : lowerExpression(ctx, node);
}

function lowerLink(ctx: LoweringContext, node: Compiler.Expression): Expr {
  const { ts } = ctx;
  const { SyntaxKind } = ts;
  if (ts.isIdentifier(node)) {
    return ctx.isMissing(node)
      ? { kind: 'Opaque', reason: 'this does not parse', at: ctx.at(node) }
      : { kind: 'Identifier', name: node.text, at: ctx.at(node) };
  }
  if (ts.isPropertyAccessExpression(node)) {
    const object = lowerInner(ctx, node, node.expression);
    const isOptional = node.questionDotToken !== undefined;
    return { kind: 'Member', object, name: node.name.text, isOptional, at: ctx.at(node) };
  }
  if (ts.isCallExpression(node)) return lowerCall(ctx, node);
  if (ts.isNumericLiteral(node)) return { kind: 'Literal', value: Number(node.text), at: ctx.at(node) };
  if (ts.isStringLiteralLike(node)) return { kind: 'Literal', value: node.text, at: ctx.at(node) };
  if (ts.isBinaryExpression(node)) return lowerBinary(ctx, node);
  if (ts.isObjectLiteralExpression(node)) {
    return {
      kind: 'Object',
      members: node.properties.map((one) => objectMember(ctx, one)),
      at: ctx.at(node),
    };
  }
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.map((item) => (ts.isOmittedExpression(item) ? null : element(ctx, item)));
    return { kind: 'Array', items, at: ctx.at(node) };
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return { kind: 'Function', fn: lowerFunction(ctx, node), at: ctx.at(node) };
  }
  if (ts.isParenthesizedExpression(node)) return lowerExpression(ctx, node.expression);
  if (ts.isElementAccessExpression(node)) {
    const object = lowerInner(ctx, node, node.expression);
    const index = lowerExpression(ctx, node.argumentExpression);
    return {
      kind: 'Index',
      object,
      index,
      isOptional: node.questionDotToken !== undefined,
      at: ctx.at(node),
    };
  }
  if (ts.isNewExpression(node)) {
    const args = (node.arguments ?? []).map((arg) => element(ctx, arg));
    return { kind: 'New', callee: lowerExpression(ctx, node.expression), args, at: ctx.at(node) };
  }
  if (ts.isConditionalExpression(node)) {
    return {
      kind: 'Conditional',
      test: lowerExpression(ctx, node.condition),
      then: lowerExpression(ctx, node.whenTrue),
      otherwise: lowerExpression(ctx, node.whenFalse),
      at: ctx.at(node),
    };
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return lowerUnary(ctx, node);
  if (ts.isTemplateExpression(node)) return lowerTemplate(ctx, node, null, node);
  if (ts.isTaggedTemplateExpression(node)) {
    return lowerTemplate(ctx, node.template, lowerExpression(ctx, node.tag), node);
  }
  if (ts.isAwaitExpression(node)) {
    return { kind: 'Await', value: lowerExpression(ctx, node.expression), at: ctx.at(node) };
  }
  if (ts.isTypeOfExpression(node)) return unary(ctx, 'typeof', node);
  if (ts.isVoidExpression(node)) return unary(ctx, 'void', node);
  if (ts.isDeleteExpression(node)) return unary(ctx, 'delete', node);
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)) {
    return lowerExpression(ctx, node.expression);
  }
  if (ts.isNonNullExpression(node)) return lowerInner(ctx, node, node.expression);
  if (ts.isExpressionWithTypeArguments(node)) return lowerExpression(ctx, node.expression);
  if (ts.isYieldExpression(node)) {
    return {
      kind: 'Yield',
      value: node.expression === undefined ? null : lowerExpression(ctx, node.expression),
      isDelegate: node.asteriskToken !== undefined,
      at: ctx.at(node),
    };
  }
  if (ts.isClassExpression(node)) return { kind: 'Class', cls: lowerClass(ctx, node), at: ctx.at(node) };
  if (ts.isBigIntLiteral(node)) {
    return { kind: 'Literal', value: BigInt(node.text.slice(0, -1)), at: ctx.at(node) };
  }
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return {
      kind: 'RegExp',
      source: node.text.slice(1, end),
      flags: node.text.slice(end + 1),
      at: ctx.at(node),
    };
  }
  if (ts.isMetaProperty(node)) {
    return {
      kind: node.keywordToken === SyntaxKind.NewKeyword ? 'NewTarget' : 'ImportMeta',
      at: ctx.at(node),
    };
  }
  if (ts.isPrivateIdentifier(node)) return { kind: 'Literal', value: node.text, at: ctx.at(node) };
  if (ts.isCommaListExpression(node)) {
    return {
      kind: 'Sequence',
      items: node.elements.map((one) => lowerExpression(ctx, one)),
      at: ctx.at(node),
    };
  }
  switch (node.kind) {
    case SyntaxKind.ThisKeyword:
      return { kind: 'This', at: ctx.at(node) };
    case SyntaxKind.SuperKeyword:
      return { kind: 'Super', at: ctx.at(node) };
    case SyntaxKind.TrueKeyword:
      return { kind: 'Literal', value: true, at: ctx.at(node) };
    case SyntaxKind.FalseKeyword:
      return { kind: 'Literal', value: false, at: ctx.at(node) };
    case SyntaxKind.NullKeyword:
      return { kind: 'Literal', value: null, at: ctx.at(node) };
    default:
      break;
  }
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) {
    return { kind: 'Opaque', reason: 'from the page: an element in JSX', at: ctx.at(node) };
  }
  return { kind: 'Opaque', reason: 'this does not parse', at: ctx.at(node) };
}

function unary(
  ctx: LoweringContext,
  op: 'typeof' | 'void' | 'delete',
  node: Compiler.TypeOfExpression | Compiler.VoidExpression | Compiler.DeleteExpression,
): Expr {
  return { kind: 'Unary', op, operand: lowerExpression(ctx, node.expression), at: ctx.at(node) };
}

function lowerCall(ctx: LoweringContext, node: Compiler.CallExpression): Expr {
  const { ts } = ctx;
  const args = node.arguments.map((arg) => element(ctx, arg));
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [source] = args;
    if (source === undefined || source.kind === 'Spread') {
      return { kind: 'Opaque', reason: 'this does not parse', at: ctx.at(node) };
    }
    return { kind: 'ImportCall', source, at: ctx.at(node) };
  }
  const callee = lowerInner(ctx, node, node.expression);
  return { kind: 'Call', callee, args, isOptional: node.questionDotToken !== undefined, at: ctx.at(node) };
}

function element(ctx: LoweringContext, node: Compiler.Expression): Expr | SpreadElement {
  return ctx.ts.isSpreadElement(node)
    ? { kind: 'Spread', value: lowerExpression(ctx, node.expression), at: ctx.at(node) }
    : lowerExpression(ctx, node);
}

/** Long sums nest deep to the left: they are taken apart in a loop. */
function lowerBinary(ctx: LoweringContext, node: Compiler.BinaryExpression): Expr {
  const { ts } = ctx;
  const spine: Compiler.BinaryExpression[] = [];
  let first: Compiler.Expression = node;
  while (ts.isBinaryExpression(first)) {
    const op = operatorText(ctx, first);
    if (!isBinary(op) && !isLogical(op) && op !== ',') break;
    spine.push(first);
    first = first.left;
  }
  if (spine.length === 0) return lowerAssignment(ctx, node);
  let left = lowerExpression(ctx, first);
  for (const one of spine.toReversed()) {
    const op = operatorText(ctx, one);
    const right = lowerExpression(ctx, one.right);
    const at = ctx.at(one);
    if (isLogical(op)) left = { kind: 'Logical', op, left, right, at };
    else if (isBinary(op)) left = { kind: 'Binary', op, left, right, at };
    else left = { kind: 'Sequence', items: [left, right], at };
  }
  return left;
}

function operatorText(ctx: LoweringContext, node: Compiler.BinaryExpression): string {
  return ctx.ts.tokenToString(node.operatorToken.kind) ?? '';
}

function lowerAssignment(ctx: LoweringContext, node: Compiler.BinaryExpression): Expr {
  const text = operatorText(ctx, node);
  const op = text.slice(0, -1);
  const at = ctx.at(node);
  if (text === '=') {
    const target = lowerTarget(ctx, node.left);
    const name = target.kind === 'Identifier' ? target.name : '';
    return { kind: 'Assign', op: null, target, value: named(ctx, node.right, name), at };
  }
  if (!isBinary(op) && !isLogical(op)) return { kind: 'Opaque', reason: 'this does not parse', at };
  const target = asTarget(lowerExpression(ctx, node.left));
  return { kind: 'Assign', op, target, value: lowerExpression(ctx, node.right), at };
}

function lowerUnary(
  ctx: LoweringContext,
  node: Compiler.PrefixUnaryExpression | Compiler.PostfixUnaryExpression,
): Expr {
  const { SyntaxKind } = ctx.ts;
  const at = ctx.at(node);
  const operand = lowerExpression(ctx, node.operand);
  switch (node.operator) {
    case SyntaxKind.PlusPlusToken:
    case SyntaxKind.MinusMinusToken:
      return {
        kind: 'Update',
        by: node.operator === SyntaxKind.PlusPlusToken ? 1 : -1,
        isPrefix: ctx.ts.isPrefixUnaryExpression(node),
        target: operand,
        at,
      };
    case SyntaxKind.PlusToken:
      return { kind: 'Unary', op: '+', operand, at };
    case SyntaxKind.MinusToken:
      return { kind: 'Unary', op: '-', operand, at };
    case SyntaxKind.TildeToken:
      return { kind: 'Unary', op: '~', operand, at };
    default:
      return { kind: 'Unary', op: '!', operand, at };
  }
}

function lowerTemplate(
  ctx: LoweringContext,
  template: Compiler.TemplateLiteral,
  tag: Expr | null,
  node: Compiler.Node,
): Expr {
  if (ctx.ts.isNoSubstitutionTemplateLiteral(template)) {
    return { kind: 'Template', tag, texts: [template.text], values: [], at: ctx.at(node) };
  }
  return {
    kind: 'Template',
    tag,
    texts: [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)],
    values: template.templateSpans.map(({ expression }) => lowerExpression(ctx, expression)),
    at: ctx.at(node),
  };
}

function objectMember(ctx: LoweringContext, node: Compiler.ObjectLiteralElementLike): ObjectMember {
  const { ts } = ctx;
  const at = ctx.at(node);
  if (ts.isSpreadAssignment(node)) {
    return { kind: 'Spread', value: lowerExpression(ctx, node.expression), at };
  }
  if (ts.isShorthandPropertyAssignment(node)) {
    const { text } = node.name;
    return { kind: 'property', key: text, value: { kind: 'Identifier', name: text, at }, at };
  }
  const key = lowerKey(ctx, node.name);
  const name = typeof key === 'string' ? key : '';
  if (ts.isPropertyAssignment(node)) {
    return { kind: 'property', key, value: named(ctx, node.initializer, name), at };
  }
  const fn = lowerFunction(ctx, node, name);
  if (ts.isMethodDeclaration(node)) return { kind: 'property', key, value: { kind: 'Function', fn, at }, at };
  return { kind: ts.isGetAccessor(node) ? 'get' : 'set', key, fn, at };
}
