/** Patterns, in declarations and in assignments, and the keys of members. */
import type * as Compiler from 'typescript';
import type { Expr, Pattern, PatternElement, PropertyKey } from './ast.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpression } from './lowerExpressions.ts';

export function lowerBinding(ctx: LoweringContext, name: Compiler.BindingName): Pattern {
  const { ts } = ctx;
  if (ts.isIdentifier(name)) return { kind: 'Identifier', name: name.text, at: ctx.at(name) };
  if (ts.isArrayBindingPattern(name)) {
    const items: (PatternElement | null)[] = [];
    let rest: Pattern | null = null;
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) items.push(null);
      else if (element.dotDotDotToken !== undefined) rest = lowerBinding(ctx, element.name);
      else items.push(bindingElement(ctx, element));
    }
    return { kind: 'ArrayPattern', items, rest, at: ctx.at(name) };
  }
  const properties: (PatternElement & { key: PropertyKey })[] = [];
  let rest: Pattern | null = null;
  for (const element of name.elements) {
    if (element.dotDotDotToken !== undefined) {
      rest = lowerBinding(ctx, element.name);
      continue;
    }
    const { propertyName } = element;
    const key =
      propertyName !== undefined
        ? lowerKey(ctx, propertyName)
        : ts.isIdentifier(element.name)
          ? element.name.text
          : '';
    properties.push({ key, ...bindingElement(ctx, element) });
  }
  return { kind: 'ObjectPattern', properties, rest, at: ctx.at(name) };
}

function bindingElement(ctx: LoweringContext, element: Compiler.BindingElement): PatternElement {
  return {
    target: lowerBinding(ctx, element.name),
    default: element.initializer === undefined ? null : lowerExpression(ctx, element.initializer),
  };
}

export function lowerKey(ctx: LoweringContext, name: Compiler.PropertyName): PropertyKey {
  const { ts } = ctx;
  if (ts.isComputedPropertyName(name)) return lowerExpression(ctx, name.expression);
  if (ts.isNumericLiteral(name)) return String(Number(name.text));
  return name.text;
}

/** The left side of an assignment. */
export function lowerTarget(ctx: LoweringContext, node: Compiler.Expression): Pattern {
  const { ts } = ctx;
  if (ts.isArrayLiteralExpression(node)) {
    const items: (PatternElement | null)[] = [];
    let rest: Pattern | null = null;
    for (const element of node.elements) {
      if (ts.isOmittedExpression(element)) items.push(null);
      else if (ts.isSpreadElement(element)) rest = lowerTarget(ctx, element.expression);
      else items.push(targetElement(ctx, element));
    }
    return { kind: 'ArrayPattern', items, rest, at: ctx.at(node) };
  }
  if (ts.isObjectLiteralExpression(node)) return objectTarget(ctx, node);
  const lowered = lowerExpression(ctx, node);
  return asTarget(lowered);
}

export function asTarget(lowered: Expr): Pattern {
  switch (lowered.kind) {
    case 'Identifier':
    case 'Member':
    case 'Index':
    case 'Opaque':
      return lowered;
    default:
      return { kind: 'Opaque', reason: 'nothing can be assigned to this', at: lowered.at };
  }
}

function targetElement(ctx: LoweringContext, node: Compiler.Expression): PatternElement {
  const { ts } = ctx;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return { target: lowerTarget(ctx, node.left), default: lowerExpression(ctx, node.right) };
  }
  return { target: lowerTarget(ctx, node), default: null };
}

function objectTarget(ctx: LoweringContext, node: Compiler.ObjectLiteralExpression): Pattern {
  const { ts } = ctx;
  const properties: (PatternElement & { key: PropertyKey })[] = [];
  let rest: Pattern | null = null;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) rest = lowerTarget(ctx, property.expression);
    else if (ts.isPropertyAssignment(property)) {
      properties.push({ key: lowerKey(ctx, property.name), ...targetElement(ctx, property.initializer) });
    } else if (ts.isShorthandPropertyAssignment(property)) {
      const initializer = property.objectAssignmentInitializer;
      properties.push({
        key: property.name.text,
        target: { kind: 'Identifier', name: property.name.text, at: ctx.at(property.name) },
        default: initializer === undefined ? null : lowerExpression(ctx, initializer),
      });
    }
  }
  return { kind: 'ObjectPattern', properties, rest, at: ctx.at(node) };
}
