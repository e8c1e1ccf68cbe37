/** Statements: from the compiler's tree to ours. What only declares types is left out. */
import type * as Compiler from 'typescript';
import type { Block, FunctionNode, Stmt, VariableStmt } from './ast.ts';
import type { LoweringContext } from './context.ts';
import { hasClosures, isConst, isVar, lexicalOf, namesIn, namesOf, varsOf } from './declarations.ts';
import { lowerExpression } from './lowerExpressions.ts';
import { lowerClass, lowerFunction, named } from './lowerFunctions.ts';
import { lowerExport, lowerExportAssignment, lowerImport, lowerImportEquals } from './lowerModules.ts';
import { lowerBinding, lowerTarget } from './lowerPatterns.ts';

export function lowerBlock(ctx: LoweringContext, statements: readonly Compiler.Statement[]): Block {
  const lowered: Stmt[] = [];
  const functions: FunctionNode[] = [];
  for (const statement of statements) {
    const { ts } = ctx;
    if (ctx.hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) continue;
    const node = lowerStatement(ctx, statement);
    const error = ctx.claim(statement.pos, statement.end);
    if (error !== null) lowered.push({ kind: 'Error', message: error.message, at: ctx.at(statement) });
    if (node === null) continue;
    if (node.kind === 'FunctionDeclaration') functions.push(node.fn);
    lowered.push(node);
  }
  return { statements: lowered, lexical: lexicalOf(ctx, statements), functions };
}

/** Null: it does nothing when it runs. */
function lowerStatement(ctx: LoweringContext, node: Compiler.Statement): Stmt | null {
  const { ts } = ctx;
  const at = ctx.at(node);
  if (ts.isVariableStatement(node)) return lowerVariables(ctx, node.declarationList);
  if (ts.isExpressionStatement(node)) {
    return { kind: 'ExprStmt', value: lowerExpression(ctx, node.expression), at };
  }
  if (ts.isReturnStatement(node)) {
    return {
      kind: 'Return',
      value: node.expression === undefined ? null : lowerExpression(ctx, node.expression),
      at,
    };
  }
  if (ts.isIfStatement(node)) {
    return {
      kind: 'If',
      test: lowerExpression(ctx, node.expression),
      then: body(ctx, node.thenStatement),
      otherwise: node.elseStatement === undefined ? null : body(ctx, node.elseStatement),
      at,
    };
  }
  if (ts.isFunctionDeclaration(node)) {
    if (node.body === undefined) return null;
    return { kind: 'FunctionDeclaration', fn: lowerFunction(ctx, node, 'default'), at };
  }
  if (ts.isClassDeclaration(node)) {
    return { kind: 'ClassDeclaration', cls: lowerClass(ctx, node, 'default'), at };
  }
  if (ts.isBlock(node)) return { kind: 'Block', block: lowerBlock(ctx, node.statements), at };
  const loop = lowerLoop(ctx, node);
  if (loop !== null) return loop;
  if (ts.isSwitchStatement(node)) return lowerSwitch(ctx, node);
  if (ts.isTryStatement(node)) return lowerTry(ctx, node);
  if (ts.isThrowStatement(node)) return { kind: 'Throw', value: lowerExpression(ctx, node.expression), at };
  if (ts.isBreakOrContinueStatement(node)) {
    const kind = ts.isBreakStatement(node) ? 'Break' : 'Continue';
    return { kind, label: node.label?.text ?? null, at };
  }
  if (ts.isLabeledStatement(node)) {
    return { kind: 'Labelled', label: node.label.text, body: body(ctx, node.statement), at };
  }
  return lowerDeclaration(ctx, node);
}

function lowerDeclaration(ctx: LoweringContext, node: Compiler.Statement): Stmt | null {
  const { ts } = ctx;
  const at = ctx.at(node);
  if (ts.isImportDeclaration(node)) return lowerImport(ctx, node);
  if (ts.isImportEqualsDeclaration(node)) return lowerImportEquals(ctx, node);
  if (ts.isExportDeclaration(node)) return lowerExport(ctx, node);
  if (ts.isExportAssignment(node)) return lowerExportAssignment(ctx, node);
  if (ts.isEnumDeclaration(node)) {
    const members = node.members.map(({ name, initializer }) => ({
      key: ts.isComputedPropertyName(name) ? '' : name.text,
      value: initializer === undefined ? null : lowerExpression(ctx, initializer),
    }));
    return { kind: 'Enum', name: node.name.text, members, at };
  }
  if (ts.isModuleDeclaration(node)) return lowerNamespace(ctx, node);
  return null;
}

function lowerNamespace(ctx: LoweringContext, node: Compiler.ModuleDeclaration): Stmt | null {
  const { ts } = ctx;
  if (node.body === undefined || !ts.isModuleBlock(node.body) || !ts.isIdentifier(node.name)) return null;
  const { statements } = node.body;
  const exports = statements.flatMap((statement) => exportedNames(ctx, statement));
  return {
    kind: 'Namespace',
    name: node.name.text,
    body: lowerBlock(ctx, statements),
    vars: varsOf(ctx, statements),
    exports: exports.map(({ local }) => local),
    at: ctx.at(node),
  };
}

/** What a declaration exports by itself. */
export function exportedNames(
  ctx: LoweringContext,
  node: Compiler.Statement,
): { readonly local: string; readonly exported: string }[] {
  const { ts } = ctx;
  if (!ctx.hasModifier(node, ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(node)) {
    return namesOf(ctx, node.declarationList).map((name) => ({ local: name, exported: name }));
  }
  const isDefault = ctx.hasModifier(node, ts.SyntaxKind.DefaultKeyword);
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    const local = node.name?.text ?? 'default';
    return [{ local, exported: isDefault ? 'default' : local }];
  }
  if (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
    return [{ local: node.name.text, exported: node.name.text }];
  }
  return [];
}

function body(ctx: LoweringContext, node: Compiler.Statement): Stmt {
  return lowerStatement(ctx, node) ?? { kind: 'Empty', at: ctx.at(node) };
}

function lowerVariables(ctx: LoweringContext, list: Compiler.VariableDeclarationList): VariableStmt {
  return {
    kind: 'Variable',
    declares: isVar(ctx, list) ? 'var' : isConst(ctx, list) ? 'const' : 'let',
    declarations: list.declarations.map(({ name, initializer }) => ({
      target: lowerBinding(ctx, name),
      init:
        initializer === undefined
          ? null
          : named(ctx, initializer, ctx.ts.isIdentifier(name) ? name.text : ''),
    })),
    at: ctx.at(list),
  };
}

function lowerLoop(ctx: LoweringContext, node: Compiler.Statement): Stmt | null {
  const { ts } = ctx;
  const at = ctx.at(node);
  if (ts.isForStatement(node)) {
    const { initializer } = node;
    const isDeclared = initializer !== undefined && ts.isVariableDeclarationList(initializer);
    const init =
      initializer === undefined
        ? null
        : isDeclared
          ? lowerVariables(ctx, initializer)
          : ({
              kind: 'ExprStmt',
              value: lowerExpression(ctx, initializer),
              at: ctx.at(initializer),
            } as const);
    const lexical =
      isDeclared && !isVar(ctx, initializer)
        ? namesOf(ctx, initializer).map((name) => ({ name, isConst: isConst(ctx, initializer) }))
        : [];
    return {
      kind: 'For',
      init,
      test: node.condition === undefined ? null : lowerExpression(ctx, node.condition),
      update: node.incrementor === undefined ? null : lowerExpression(ctx, node.incrementor),
      body: body(ctx, node.statement),
      lexical,
      hasClosures: lexical.length > 0 && hasClosures(ctx, node),
      at,
    };
  }
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const { initializer } = node;
    const kind = ts.isForOfStatement(node) ? 'ForOf' : 'ForIn';
    const iterable = lowerExpression(ctx, node.expression);
    const rest = { kind, iterable, body: body(ctx, node.statement), at } as const;
    if (!ts.isVariableDeclarationList(initializer)) {
      return { ...rest, declares: null, target: lowerTarget(ctx, initializer), lexical: [] };
    }
    const name = initializer.declarations[0]?.name;
    if (name === undefined) return null;
    const constant = isConst(ctx, initializer);
    return {
      ...rest,
      declares: isVar(ctx, initializer) ? 'var' : constant ? 'const' : 'let',
      target: lowerBinding(ctx, name),
      lexical: isVar(ctx, initializer)
        ? []
        : namesIn(ctx, name).map((one) => ({ name: one, isConst: constant })),
    };
  }
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    const kind = ts.isWhileStatement(node) ? 'While' : 'DoWhile';
    return { kind, test: lowerExpression(ctx, node.expression), body: body(ctx, node.statement), at };
  }
  return null;
}

function lowerSwitch(ctx: LoweringContext, node: Compiler.SwitchStatement): Stmt {
  const { ts } = ctx;
  const functions: FunctionNode[] = [];
  const cases = node.caseBlock.clauses.map((clause) => {
    const block = lowerBlock(ctx, clause.statements);
    functions.push(...block.functions);
    return {
      test: ts.isCaseClause(clause) ? lowerExpression(ctx, clause.expression) : null,
      body: block.statements,
    };
  });
  const lexical = lexicalOf(
    ctx,
    node.caseBlock.clauses.flatMap(({ statements }) => [...statements]),
  );
  return {
    kind: 'Switch',
    value: lowerExpression(ctx, node.expression),
    cases,
    lexical,
    functions,
    at: ctx.at(node),
  };
}

function lowerTry(ctx: LoweringContext, node: Compiler.TryStatement): Stmt {
  const { catchClause, finallyBlock } = node;
  const name = catchClause?.variableDeclaration?.name;
  return {
    kind: 'Try',
    body: lowerBlock(ctx, node.tryBlock.statements),
    handler:
      catchClause === undefined
        ? null
        : {
            target: name === undefined ? null : lowerBinding(ctx, name),
            body: lowerBlock(ctx, catchClause.block.statements),
            names: name === undefined ? [] : namesIn(ctx, name).map((one) => ({ name: one, isConst: false })),
          },
    finalizer: finallyBlock === undefined ? null : lowerBlock(ctx, finallyBlock.statements),
    at: ctx.at(node),
  };
}
