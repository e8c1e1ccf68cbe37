/** Which names a stretch of the program declares, and for whom. */
import type * as Compiler from 'typescript';
import type { Declarations } from './ast.ts';
import type { LoweringContext, Node } from './context.ts';

type Lexical = Declarations['lexical'];

export function namesIn(ctx: LoweringContext, name: Compiler.BindingName): string[] {
  const { ts } = ctx;
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesIn(ctx, element.name),
  );
}

export function namesOf(ctx: LoweringContext, list: Compiler.VariableDeclarationList): string[] {
  return list.declarations.flatMap((declaration) => namesIn(ctx, declaration.name));
}

function hasFlag(list: Compiler.VariableDeclarationList, flag: Compiler.NodeFlags): boolean {
  return (list.flags & flag) !== 0;
}

export function isVar(ctx: LoweringContext, list: Compiler.VariableDeclarationList): boolean {
  return !hasFlag(list, ctx.ts.NodeFlags.Let) && !hasFlag(list, ctx.ts.NodeFlags.Const);
}

export function isConst(ctx: LoweringContext, list: Compiler.VariableDeclarationList): boolean {
  return hasFlag(list, ctx.ts.NodeFlags.Const);
}

/** Names that `var` declares in it, functions inside left out. */
export function varsOf(ctx: LoweringContext, nodes: readonly Node[]): string[] {
  const { ts } = ctx;
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (ts.isVariableDeclarationList(node) && isVar(ctx, node)) {
      for (const name of namesOf(ctx, node)) names.add(name);
    }
    // No expression declares any, but in a function.
    if (!startsScope(ctx, node) && !ts.isExpression(node)) ts.forEachChild(node, visit);
  };
  for (const node of nodes) visit(node);
  return [...names];
}

function startsScope(ctx: LoweringContext, node: Node): boolean {
  const { ts } = ctx;
  return (
    ts.isFunctionLike(node) ||
    ts.isClassStaticBlockDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isTypeNode(node)
  );
}

/** `let`, `const`, classes, enums and namespaces of a list of statements. */
export function lexicalOf(ctx: LoweringContext, statements: readonly Compiler.Statement[]): Lexical {
  const { ts } = ctx;
  const found = new Map<string, boolean>();
  for (const statement of statements) {
    if (ctx.hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) continue;
    if (ts.isVariableStatement(statement) && !isVar(ctx, statement.declarationList)) {
      const constant = isConst(ctx, statement.declarationList);
      for (const name of namesOf(ctx, statement.declarationList)) found.set(name, constant);
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      found.set(statement.name.text, false);
    } else if (ts.isEnumDeclaration(statement)) {
      found.set(statement.name.text, false);
    }
  }
  return [...found].map(([name, constant]) => ({ name, isConst: constant }));
}

/** Whether a function stands anywhere inside. */
export function hasClosures(ctx: LoweringContext, node: Node): boolean {
  const { ts } = ctx;
  return someInside(ctx, node, (child) => ts.isFunctionLike(child) || ts.isClassLike(child));
}

/** Whether a function's own `arguments` is named in it. */
export function usesArguments(ctx: LoweringContext, node: Compiler.FunctionLikeDeclaration): boolean {
  const { ts } = ctx;
  return someInside(
    ctx,
    node,
    (child) => ts.isIdentifier(child) && child.text === 'arguments',
    (child) => ts.isFunctionLike(child) && !ts.isArrowFunction(child),
  );
}

/** Whether something inside a node passes; without recursion, since sums may nest deeply. */
function someInside(
  ctx: LoweringContext,
  node: Node,
  passes: (child: Node) => boolean,
  isLeftOut: (child: Node) => boolean = () => false,
): boolean {
  const open: Node[] = [];
  const push = (child: Node): void => {
    open.push(child);
  };
  ctx.ts.forEachChild(node, push);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (passes(next)) return true;
    if (!isLeftOut(next)) ctx.ts.forEachChild(next, push);
  }
  return false;
}
