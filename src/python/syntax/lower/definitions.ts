import type { Argument, ClassDefStmt, Expr, Stmt } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import { docstringOf } from '../docstring.ts';
import { FunctionNode, type FunctionHead } from '../functionNode.ts';
import { lowerArguments } from './arguments.ts';
import { lowerBlock } from './blocks.ts';
import type { Lowering } from './context.ts';
import { lowerChild, lowerExpr } from './expressions.ts';
import { lowerParams } from './parameters.ts';

export function lowerDecorated(lowering: Lowering, node: Cst): Stmt {
  const decorators: Expr[] = [];
  for (const child of node.children) {
    if (child.type === 'function_definition') return lowerFunction(lowering, child, decorators);
    if (child.type === 'class_definition') return lowerClass(lowering, child, decorators);
    if (child.type === 'decorator') decorators.push(lowerChild(lowering, child, child.children.length - 1));
  }
  return lowering.errorStmt(node, 'invalid syntax');
}

export function lowerFunction(lowering: Lowering, node: Cst, decorators: readonly Expr[]): Stmt {
  const isAsync = node.children[0]?.type === 'async';
  const name = node.children.find((child) => child.type === 'identifier');
  const paramsNode = node.children.find((child) => child.type === 'parameters');
  const returns = node.children.find((child) => child.type === 'type');
  if (name === undefined || paramsNode === undefined) return lowering.errorStmt(node, 'invalid syntax');
  const params = lowerParams(lowering, paramsNode);
  if (params === null) return lowering.errorStmt(node, 'invalid parameter');
  const head = {
    at: lowering.at(node),
    name: lowering.text(name).normalize('NFKC'),
    nameAt: lowering.at(name),
    params,
    returns: returns === undefined ? null : lowerExpr(lowering, returns),
    decorators,
    isAsync,
  } satisfies FunctionHead;
  const deferred = lowering.deferredBody(node);
  if (deferred !== null) return new FunctionNode(head, () => deferred.get());
  const { result: statements, facts } = lowering.inScope(() => lowerBlock(lowering, node));
  const body = { statements, hasYield: facts.hasYield, hasErrors: facts.hasErrors };
  return new FunctionNode(head, () => body);
}

export function lowerClass(lowering: Lowering, node: Cst, decorators: readonly Expr[]): Stmt {
  const name = node.children.find((child) => child.type === 'identifier');
  const list = node.children.find((child) => child.type === 'argument_list');
  if (name === undefined) return lowering.errorStmt(node, 'invalid syntax');
  const bases: Argument[] = list === undefined ? [] : lowerArguments(lowering, list);
  const body = lowerBlock(lowering, node);
  return {
    kind: 'ClassDef',
    at: lowering.at(node),
    name: lowering.text(name).normalize('NFKC'),
    nameAt: lowering.at(name),
    bases,
    body,
    decorators,
    docstring: docstringOf(body),
  } satisfies ClassDefStmt;
}
