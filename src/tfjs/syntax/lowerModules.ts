/** `import` and `export`; what they import or export of types is left out. */
import type * as Compiler from 'typescript';
import type { ExportStmt, Expr, ImportStmt, Stmt } from './ast.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpression } from './lowerExpressions.ts';
import { named } from './lowerFunctions.ts';

export function lowerImport(ctx: LoweringContext, node: Compiler.ImportDeclaration): Stmt | null {
  const { ts } = ctx;
  const { importClause, moduleSpecifier } = node;
  if (!ts.isStringLiteralLike(moduleSpecifier)) return null;
  const names: { imported: string; local: string }[] = [];
  if (importClause !== undefined) {
    if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return null;
    if (importClause.name !== undefined) names.push({ imported: 'default', local: importClause.name.text });
    const { namedBindings } = importClause;
    if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) {
      names.push({ imported: '*', local: namedBindings.name.text });
    } else if (namedBindings !== undefined) {
      for (const { name, propertyName, isTypeOnly } of namedBindings.elements) {
        if (!isTypeOnly) names.push({ imported: (propertyName ?? name).text, local: name.text });
      }
    }
  }
  return { kind: 'Import', source: moduleSpecifier.text, names, at: ctx.at(node) } satisfies ImportStmt;
}

/** `import a = require('b')`, `import a = B.c`. */
export function lowerImportEquals(ctx: LoweringContext, node: Compiler.ImportEqualsDeclaration): Stmt | null {
  const { ts } = ctx;
  if (node.isTypeOnly) return null;
  const { moduleReference: reference } = node;
  const at = ctx.at(node);
  if (ts.isExternalModuleReference(reference)) {
    const { expression } = reference;
    if (!ts.isStringLiteralLike(expression)) return null;
    return { kind: 'Import', source: expression.text, names: [{ imported: '=', local: node.name.text }], at };
  }
  const path: string[] = [];
  let entity: Compiler.EntityName = reference;
  while (ts.isQualifiedName(entity)) {
    path.unshift(entity.right.text);
    entity = entity.left;
  }
  let value: Expr = { kind: 'Identifier', name: entity.text, at };
  for (const name of path) value = { kind: 'Member', object: value, name, isOptional: false, at };
  const target = { kind: 'Identifier', name: node.name.text, at } as const;
  return { kind: 'Variable', declares: 'var', declarations: [{ target, init: value }], at };
}

export function lowerExport(ctx: LoweringContext, node: Compiler.ExportDeclaration): Stmt | null {
  const { ts } = ctx;
  if (node.isTypeOnly) return null;
  const { exportClause, moduleSpecifier } = node;
  const source =
    moduleSpecifier !== undefined && ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : null;
  const names: { local: string; exported: string }[] = [];
  if (exportClause !== undefined && ts.isNamespaceExport(exportClause)) {
    names.push({ local: '*', exported: exportClause.name.text });
  } else if (exportClause !== undefined) {
    for (const { name, propertyName, isTypeOnly } of exportClause.elements) {
      if (!isTypeOnly) names.push({ local: (propertyName ?? name).text, exported: name.text });
    }
  }
  const star = exportClause === undefined;
  return { kind: 'Export', source, names, star, at: ctx.at(node) } satisfies ExportStmt;
}

/** `export default value`; `export = value` is CommonJS. */
export function lowerExportAssignment(ctx: LoweringContext, node: Compiler.ExportAssignment): Stmt {
  const at = ctx.at(node);
  if (node.isExportEquals !== true) {
    return { kind: 'ExportDefault', value: named(ctx, node.expression, 'default'), at };
  }
  const module = { kind: 'Identifier', name: 'module', at } as const;
  const target = { kind: 'Member', object: module, name: 'exports', isOptional: false, at } as const;
  const value = lowerExpression(ctx, node.expression);
  return { kind: 'ExprStmt', value: { kind: 'Assign', op: null, target, value, at }, at };
}
