import type { AssignStmt, Expr, ExceptHandler, MatchStmt, Stmt } from '../ast.ts';
import type { Cst } from '../concrete.ts';
import { indentProblem, lowerBlock } from './blocks.ts';
import { lowerClass, lowerDecorated, lowerFunction } from './definitions.ts';
import type { Lowering } from './context.ts';
import { itemsPlace, lowerChild, lowerExpr, lowerItems, lowerName } from './expressions.ts';
import { lowerImport, lowerImportFrom } from './imports.ts';
import { augmentedOperator } from './operators.ts';
import { lowerCasePattern } from './patterns.ts';

/** They are nested in each other in the tree, which is run by recursion. */
const MAX_ELIFS = 500;

/** Lowers one statement of an error-free concrete tree. */
export function lowerStatement(lowering: Lowering, node: Cst): Stmt {
  if (hasStrayClause(lowering, node)) return lowering.errorStmt(node, indentProblem('', ' '));
  const at = lowering.at(node);
  switch (node.type) {
    case 'expression_statement':
      return lowerExpressionStatement(lowering, node);
    case 'return_statement':
      return { kind: 'Return', at, value: optionalChild(lowering, node, 0) };
    case 'if_statement':
      return lowerIf(lowering, node);
    case 'for_statement':
      return lowerFor(lowering, node);
    case 'while_statement':
      return {
        kind: 'While',
        at,
        test: lowerChild(lowering, node, 0),
        body: lowerBlock(lowering, node),
        otherwise: lowerElse(lowering, node),
      };
    case 'with_statement':
      return lowerWith(lowering, node);
    case 'try_statement':
      return lowerTry(lowering, node);
    case 'function_definition':
      return lowerFunction(lowering, node, []);
    case 'class_definition':
      return lowerClass(lowering, node, []);
    case 'decorated_definition':
      return lowerDecorated(lowering, node);
    case 'match_statement':
      return lowerMatch(lowering, node);
    case 'import_statement':
      return lowerImport(lowering, node) ?? lowering.errorStmt(node, 'invalid syntax');
    case 'import_from_statement':
    case 'future_import_statement':
      return lowerImportFrom(lowering, node) ?? lowering.errorStmt(node, 'invalid syntax');
    case 'raise_statement':
      return lowerRaise(lowering, node);
    case 'assert_statement':
      return {
        kind: 'Assert',
        at,
        test: lowerChild(lowering, node, 0),
        message: optionalChild(lowering, node, 1),
      };
    case 'delete_statement':
      return { kind: 'Delete', at, targets: lowerTargets(lowering, node) };
    case 'pass_statement':
      return { kind: 'Pass', at };
    case 'break_statement':
      return { kind: 'Break', at };
    case 'continue_statement':
      return { kind: 'Continue', at };
    case 'global_statement':
      return { kind: 'Global', at, names: lowerNames(lowering, node) };
    case 'nonlocal_statement':
      return { kind: 'Nonlocal', at, names: lowerNames(lowering, node) };
    case 'type_alias_statement':
      return lowerTypeAlias(lowering, node);
    case 'print_statement':
      return lowering.errorStmt(node, "Missing parentheses in call to 'print': Python 2 code");
    case 'exec_statement':
      return lowering.errorStmt(node, "Missing parentheses in call to 'exec': Python 2 code");
    default:
      return lowering.errorStmt(node, 'invalid syntax');
  }
}

const CLAUSES: ReadonlySet<string> = new Set([
  'elif_clause',
  'else_clause',
  'except_clause',
  'finally_clause',
]);

/** The grammar takes an `else` at any indentation; in Python it belongs to a statement at its own. */
function hasStrayClause(lowering: Lowering, node: Cst): boolean {
  return node.children.some((child) => {
    if (!CLAUSES.has(child.type)) return false;
    const indent = lowering.source.before(child.start);
    return indent.trim() === '' && indent !== lowering.source.before(node.start);
  });
}

function optionalChild(lowering: Lowering, node: Cst, index: number): Expr | null {
  const child = node.children[index];
  return child === undefined ? null : lowerExpr(lowering, child);
}

function lowerNames(lowering: Lowering, node: Cst): string[] {
  return node.children.map((child) => lowering.text(child).normalize('NFKC'));
}

function lowerExpressionStatement(lowering: Lowering, node: Cst): Stmt {
  const [first] = node.children;
  if (first === undefined) return lowering.errorStmt(node, 'invalid syntax');
  const at = lowering.at(node);
  if (first.type === 'assignment') return lowerAssignment(lowering, first);
  if (first.type === 'augmented_assignment') {
    const op = augmentedOperator(first.children[1]?.type ?? '');
    const value = first.children[2];
    if (op === null || value === undefined || isAssignment(value) || !isSingleTarget(first)) {
      return lowering.errorStmt(node, 'invalid syntax');
    }
    return {
      kind: 'AugAssign',
      at,
      target: lowerChild(lowering, first, 0),
      op,
      value: lowerExpr(lowering, value),
    };
  }
  if (first.type === 'named_expression') return lowering.errorStmt(node, 'invalid syntax');
  if (!node.hasComma) return { kind: 'ExprStmt', at, value: lowerExpr(lowering, first) };
  const items = lowerItems(lowering, node.children);
  return { kind: 'ExprStmt', at, value: { kind: 'Tuple', at, items } };
}

/** Neither a tuple nor a list: what `+=` and annotations take. */
function isSingleTarget(assignment: Cst): boolean {
  let target = assignment.children[0];
  while (target?.type === 'tuple_pattern' && target.children.length === 1 && !target.hasComma) {
    target = target.children[0];
  }
  return target?.type === 'identifier' || target?.type === 'attribute' || target?.type === 'subscript';
}

function isAssignment(node: Cst): boolean {
  return node.type === 'assignment' || node.type === 'augmented_assignment';
}

/** `a = b = value` is nested to the right in the concrete tree; `a: T = value` stands alone. */
function lowerAssignment(lowering: Lowering, node: Cst): Stmt {
  const at = lowering.at(node);
  const targets: Expr[] = [];
  let current: Cst = node;
  for (;;) {
    const [left, second, third]: readonly Cst[] = current.children;
    if (left === undefined || second === undefined) return lowering.errorStmt(node, 'invalid syntax');
    if (second.type === 'type') {
      if (current !== node || (third !== undefined && isAssignment(third)) || !isSingleTarget(node)) {
        return lowering.errorStmt(node, 'invalid syntax');
      }
      const value = third === undefined ? null : lowerExpr(lowering, third);
      const target = lowerExpr(lowering, left);
      return { kind: 'AnnAssign', at, target, annotation: lowerExpr(lowering, second), value };
    }
    targets.push(lowerExpr(lowering, left));
    if (second.type === 'augmented_assignment') return lowering.errorStmt(node, 'invalid syntax');
    if (second.type !== 'assignment') {
      return { kind: 'Assign', at, targets, value: lowerExpr(lowering, second) } satisfies AssignStmt;
    }
    current = second;
  }
}

/** `type X = int` binds X to the value expression; a generic alias binds its name. */
function lowerTypeAlias(lowering: Lowering, node: Cst): Stmt {
  const [left, right] = node.children;
  if (left === undefined || right === undefined) return lowering.errorStmt(node, 'invalid syntax');
  // Its parameters, `[T: int, **P]`, bind nothing that is run.
  const wrapped = left.children[0];
  const name = wrapped?.type === 'identifier' ? wrapped : wrapped?.children[0];
  if (name?.type !== 'identifier') return lowering.errorStmt(node, 'invalid syntax');
  const targets = [lowerName(lowering, name)];
  return { kind: 'Assign', at: lowering.at(node), targets, value: lowerExpr(lowering, right) };
}

function lowerElse(lowering: Lowering, node: Cst): Stmt[] {
  const clause = node.children.find((child) => child.type === 'else_clause');
  return clause === undefined ? [] : lowerBlock(lowering, clause);
}

/** An `elif` lasts to the end of the whole statement; built from the last one up, without recursion. */
function lowerIf(lowering: Lowering, node: Cst): Stmt {
  const clauses = node.children.filter((child) => child.type === 'elif_clause');
  if (clauses.length > MAX_ELIFS) return lowering.errorStmt(node, `more than ${MAX_ELIFS} elif clauses`);
  const branches = [node, ...clauses].map((clause) => ({
    start: clause.start,
    test: lowerChild(lowering, clause, 0),
    then: lowerBlock(lowering, clause),
  }));
  let otherwise = lowerElse(lowering, node);
  for (const { start, test, then } of branches.reverse()) {
    otherwise = [{ kind: 'If', at: lowering.source.place(start, node.end), test, then, otherwise }];
  }
  const [statement] = otherwise;
  return statement ?? lowering.errorStmt(node, 'invalid syntax');
}

function lowerFor(lowering: Lowering, node: Cst): Stmt {
  const [target, iterable] = node.children.filter((child) => child.type !== 'async' && child.type !== 'in');
  if (target === undefined || iterable === undefined) return lowering.errorStmt(node, 'invalid syntax');
  return {
    kind: 'For',
    at: lowering.at(node),
    target: lowerExpr(lowering, target),
    iterable: lowerExpr(lowering, iterable),
    body: lowerBlock(lowering, node),
    otherwise: lowerElse(lowering, node),
    isAsync: node.children[0]?.type === 'async',
  };
}

function lowerWith(lowering: Lowering, node: Cst): Stmt {
  const clause = node.children.find((child) => child.type === 'with_clause');
  const nodes = (clause?.children ?? []).flatMap((item) => withItemNodes(item));
  const items = nodes.map((item) => {
    const { value, alias } = splitAs(item);
    return {
      context: lowerExpr(lowering, value),
      target: alias === null ? null : lowerExpr(lowering, alias),
    };
  });
  const isAsync = node.children[0]?.type === 'async';
  return { kind: 'With', at: lowering.at(node), items, body: lowerBlock(lowering, node), isAsync };
}

/** `with (a as b, c as d):` may parse as one item, a tuple: its elements are the items. */
function withItemNodes(item: Cst): readonly Cst[] {
  const [value] = item.children;
  if (value === undefined) return [];
  if (value.type === 'tuple' && value.children.length > 0) return value.children;
  const [inner] = value.children;
  const isGroup = value.type === 'parenthesized_expression' && inner !== undefined;
  return isGroup && splitAs(inner).alias !== null ? [inner] : [value];
}

/**
 * The value and the name of `value as name`. The grammar binds `as` tighter than `if … else` and
 * `lambda`: there it is found at the right end of the value.
 */
function splitAs(node: Cst): { readonly value: Cst; readonly alias: Cst | null } {
  const last = node.children.at(-1);
  if (last === undefined) return { value: node, alias: null };
  if (node.type === 'as_pattern') return { value: node.children[0] ?? node, alias: last };
  if (node.type !== 'conditional_expression' && node.type !== 'lambda') return { value: node, alias: null };
  const { value, alias } = splitAs(last);
  if (alias === null) return { value: node, alias };
  return { value: { ...node, end: value.end, children: [...node.children.slice(0, -1), value] }, alias };
}

function lowerTry(lowering: Lowering, node: Cst): Stmt {
  const handlerNodes = node.children.filter((child) => child.type === 'except_clause');
  const finallyNode = node.children.find((child) => child.type === 'finally_clause');
  if (handlerNodes.length === 0 && finallyNode === undefined) {
    return lowering.errorStmt(node, "expected 'except' or 'finally' block");
  }
  const body = lowerBlock(lowering, node);
  const handlers: ExceptHandler[] = [];
  for (const handler of handlerNodes) {
    const lowered = lowerHandler(lowering, handler);
    if (lowered === null) return lowering.errorStmt(node, 'multiple exception types must be parenthesized');
    handlers.push(lowered);
  }
  const otherwise = lowerElse(lowering, node);
  const finalizer = finallyNode === undefined ? [] : lowerBlock(lowering, finallyNode);
  return { kind: 'Try', at: lowering.at(node), body, handlers, otherwise, finalizer };
}

function lowerHandler(lowering: Lowering, node: Cst): ExceptHandler | null {
  const at = lowering.at(node);
  if (node.hasComma) return null;
  const [value, alias] = node.children.filter((child) => child.type !== 'block' && child.type !== '*');
  const split = value === undefined ? { value: undefined, alias: null } : splitAs(value);
  const name = alias ?? split.alias;
  return {
    at,
    type: split.value === undefined ? null : lowerExpr(lowering, split.value),
    name: name === null ? null : lowering.text(name).normalize('NFKC'),
    body: lowerBlock(lowering, node),
  };
}

function lowerRaise(lowering: Lowering, node: Cst): Stmt {
  const from = node.children.findIndex((child) => child.type === 'from');
  const [exception] = from < 0 ? node.children : node.children.slice(0, from);
  if (exception?.type === 'expression_list') return lowering.errorStmt(node, 'invalid syntax: Python 2 code');
  return {
    kind: 'Raise',
    at: lowering.at(node),
    exception: exception === undefined ? null : lowerExpr(lowering, exception),
    cause: from < 0 ? null : optionalChild(lowering, node, from + 1),
  };
}

function lowerTargets(lowering: Lowering, node: Cst): Expr[] {
  const [first] = node.children;
  const targets = first?.type === 'expression_list' ? first.children : node.children;
  return targets.map((target) => lowerExpr(lowering, target));
}

function lowerMatch(lowering: Lowering, node: Cst): Stmt {
  const block = node.children.find((child) => child.type === 'block');
  const subjects = node.children.filter((child) => child.type !== 'block');
  if (block === undefined) return lowering.errorStmt(node, 'invalid syntax');
  const items = lowerItems(lowering, subjects);
  const [only] = items;
  const isTuple = node.hasComma || only === undefined;
  if (only?.kind === 'Starred' && !isTuple) {
    return lowering.errorStmt(node, "can't use starred expression here");
  }
  const subject: Expr = isTuple ? { kind: 'Tuple', at: itemsPlace(lowering, node, subjects), items } : only;
  const cases: MatchStmt['cases'][number][] = [];
  for (const clause of block.children) {
    const pattern = lowerCasePattern(lowering, clause);
    const guard = clause.children.find((child) => child.type === 'if_clause');
    if (pattern === null) return lowering.errorStmt(node, 'invalid pattern');
    cases.push({
      pattern,
      guard: guard === undefined ? null : lowerChild(lowering, guard, 0),
      body: lowerBlock(lowering, clause),
    });
  }
  if (cases.length === 0) return lowering.errorStmt(node, "expected at least one 'case' block");
  return { kind: 'Match', at: lowering.at(node), subject, cases };
}
