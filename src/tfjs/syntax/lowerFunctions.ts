/** Functions and classes. What only types say (overloads, abstract members, `declare`) is left out. */
import type * as Compiler from 'typescript';
import type { Block, ClassMember, ClassNode, Expr, FunctionNode, Pattern, PatternElement } from './ast.ts';
import type { LoweringContext } from './context.ts';
import { usesArguments, varsOf } from './declarations.ts';
import { lowerExpression } from './lowerExpressions.ts';
import { lowerBinding, lowerKey } from './lowerPatterns.ts';
import { lowerBlock } from './lowerStatements.ts';

const EMPTY: Block = { statements: [], lexical: [], functions: [] };

/** `given` is the name that the place gives it: of the variable, the member, … */
export function lowerFunction(
  ctx: LoweringContext,
  node: Compiler.FunctionLikeDeclaration,
  given = '',
): FunctionNode {
  const { ts } = ctx;
  const params: PatternElement[] = [];
  let rest: Pattern | null = null;
  for (const parameter of node.parameters) {
    if (ts.isIdentifier(parameter.name) && parameter.name.text === 'this') continue;
    const target = lowerBinding(ctx, parameter.name);
    if (parameter.dotDotDotToken !== undefined) rest = target;
    else {
      const { initializer } = parameter;
      params.push({ target, default: initializer === undefined ? null : lowerExpression(ctx, initializer) });
    }
  }
  const body = functionBody(ctx, node);
  const own = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : '';
  return {
    name: own === '' ? given : own,
    hasOwnName: own !== '' && ts.isFunctionExpression(node),
    nameAt: ctx.at(node.name ?? node),
    params,
    rest,
    body,
    vars: node.body === undefined ? [] : varsOf(ctx, [node.body]),
    isArrow: ts.isArrowFunction(node),
    isAsync: ctx.hasModifier(node, ts.SyntaxKind.AsyncKeyword),
    isGenerator: 'asteriskToken' in node && node.asteriskToken !== undefined,
    usesArguments: !ts.isArrowFunction(node) && usesArguments(ctx, node),
    at: ctx.at(node),
  };
}

function functionBody(ctx: LoweringContext, node: Compiler.FunctionLikeDeclaration): Block | Expr {
  const { ts } = ctx;
  if (node.body === undefined) return EMPTY;
  return ts.isBlock(node.body) ? lowerBlock(ctx, node.body.statements) : lowerExpression(ctx, node.body);
}

export function lowerClass(ctx: LoweringContext, node: Compiler.ClassLikeDeclaration, given = ''): ClassNode {
  const { ts } = ctx;
  let ctor: FunctionNode | null = null;
  const parameterFields: string[] = [];
  const members: ClassMember[] = [];
  for (const member of node.members) {
    if (ts.isConstructorDeclaration(member)) {
      if (member.body === undefined) continue;
      ctor = lowerFunction(ctx, member, 'constructor');
      for (const parameter of member.parameters) {
        if (ts.isParameterPropertyDeclaration(parameter, member) && ts.isIdentifier(parameter.name)) {
          parameterFields.push(parameter.name.text);
        }
      }
      continue;
    }
    const lowered = classMember(ctx, member);
    if (lowered !== null) members.push(lowered);
  }
  const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const base = heritage?.types[0]?.expression;
  return {
    name: node.name?.text ?? given,
    nameAt: ctx.at(node.name ?? node),
    base: base === undefined ? null : lowerExpression(ctx, base),
    parameterFields,
    ctor,
    members,
    at: ctx.at(node),
  };
}

function classMember(ctx: LoweringContext, member: Compiler.ClassElement): ClassMember | null {
  const { ts } = ctx;
  const isStatic = ctx.hasModifier(member, ts.SyntaxKind.StaticKeyword);
  if (ts.isClassStaticBlockDeclaration(member)) {
    const body = lowerBlock(ctx, member.body.statements);
    return { kind: 'static-block', body, vars: varsOf(ctx, [member.body]) };
  }
  if (ts.isPropertyDeclaration(member)) {
    const isType =
      ctx.hasModifier(member, ts.SyntaxKind.DeclareKeyword) ||
      ctx.hasModifier(member, ts.SyntaxKind.AbstractKeyword);
    if (isType) return null;
    const key = lowerKey(ctx, member.name);
    // In TypeScript a field without a value is a type to most compilers: nothing is written.
    const { initializer } = member;
    if (initializer === undefined && member.type !== undefined) return null;
    const value =
      initializer === undefined ? null : named(ctx, initializer, typeof key === 'string' ? key : '');
    return { kind: 'field', key, isStatic, value, at: ctx.at(member) };
  }
  const kind = ts.isMethodDeclaration(member)
    ? 'method'
    : ts.isGetAccessorDeclaration(member)
      ? 'get'
      : ts.isSetAccessorDeclaration(member)
        ? 'set'
        : null;
  if (kind === null || !ts.isFunctionLike(member)) return null;
  if (!('body' in member) || member.body === undefined) return null;
  if (ts.isMethodDeclaration(member) || ts.isAccessor(member)) {
    const key = lowerKey(ctx, member.name);
    return { kind, key, isStatic, fn: lowerFunction(ctx, member, typeof key === 'string' ? key : '') };
  }
  return null;
}

/** A function or class without a name has that of what it is assigned to. */
export function named(ctx: LoweringContext, node: Compiler.Expression, name: string): Expr {
  const { ts } = ctx;
  if (ts.isParenthesizedExpression(node)) return named(ctx, node.expression, name);
  if (ts.isArrowFunction(node) || (ts.isFunctionExpression(node) && node.name === undefined)) {
    return { kind: 'Function', fn: lowerFunction(ctx, node, name), at: ctx.at(node) };
  }
  if (ts.isClassExpression(node) && node.name === undefined) {
    return { kind: 'Class', cls: lowerClass(ctx, node, name), at: ctx.at(node) };
  }
  return lowerExpression(ctx, node);
}
