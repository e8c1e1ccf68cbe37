/** Prints syntax trees compactly, for tests: `(= x (+ a 1))`. An absent part is `~`. */
import type {
  Argument, ComprehensionClause, Expr, FStringField, ImportAlias, Literal, Param, ParsedModule, Pattern, Stmt,
} from '../../../src/python/syntax/ast.ts'; // prettier-ignore

/** All statements of a module, separated by spaces. */
export function printModule(module: ParsedModule): string {
  return module.statements.map(({ node }) => printStmt(node)).join(' ');
}

function list(...parts: readonly string[]): string {
  return `(${parts.filter((part) => part !== '').join(' ')})`;
}

function optional(expr: Expr | null): string {
  return expr === null ? '~' : printExpr(expr);
}

function block(body: readonly Stmt[]): string {
  return list(...body.map(printStmt));
}

export function printStmt(stmt: Stmt): string {
  switch (stmt.kind) {
    case 'ExprStmt':
      return list('expr', printExpr(stmt.value));
    case 'Assign':
      return list('=', ...stmt.targets.map(printExpr), printExpr(stmt.value));
    case 'AugAssign':
      return list(`${stmt.op}=`, printExpr(stmt.target), printExpr(stmt.value));
    case 'AnnAssign':
      return list(':', printExpr(stmt.target), printExpr(stmt.annotation), optional(stmt.value));
    case 'Return':
      return list('return', optional(stmt.value));
    case 'If':
      return list('if', printExpr(stmt.test), block(stmt.then), block(stmt.otherwise));
    case 'For':
      return list(
        stmt.isAsync ? 'async-for' : 'for',
        printExpr(stmt.target),
        printExpr(stmt.iterable),
        block(stmt.body),
        block(stmt.otherwise),
      );
    case 'While':
      return list('while', printExpr(stmt.test), block(stmt.body), block(stmt.otherwise));
    case 'With': {
      const items = stmt.items.map((item) => list(printExpr(item.context), optional(item.target)));
      return list(stmt.isAsync ? 'async-with' : 'with', list(...items), block(stmt.body));
    }
    case 'Try':
      return list(
        'try',
        block(stmt.body),
        ...stmt.handlers.map((handler) =>
          list('except', optional(handler.type), handler.name ?? '~', block(handler.body)),
        ),
        list('else', ...stmt.otherwise.map(printStmt)),
        list('finally', ...stmt.finalizer.map(printStmt)),
      );
    case 'Raise':
      return list('raise', optional(stmt.exception), optional(stmt.cause));
    case 'Assert':
      return list('assert', printExpr(stmt.test), optional(stmt.message));
    case 'Delete':
      return list('del', ...stmt.targets.map(printExpr));
    case 'Pass':
    case 'Break':
    case 'Continue':
      return list(stmt.kind.toLowerCase());
    case 'Import':
      return list('import', ...stmt.names.map(printAlias));
    case 'ImportFrom':
      return list('from', '.'.repeat(stmt.level) + stmt.module, ...stmt.names.map(printAlias));
    case 'Global':
    case 'Nonlocal':
      return list(stmt.kind.toLowerCase(), ...stmt.names);
    case 'FunctionDef':
      return list(
        ...stmt.decorators.map((decorator) => `@${printExpr(decorator)}`),
        stmt.isAsync ? 'async-def' : 'def',
        stmt.isGenerator ? 'generator' : '',
        stmt.hasErrors ? 'broken' : '',
        stmt.name,
        list(...stmt.params.map(printParam)),
        stmt.returns === null ? '' : `-> ${printExpr(stmt.returns)}`,
        ...stmt.body.map(printStmt),
      );
    case 'ClassDef':
      return list(
        ...stmt.decorators.map((decorator) => `@${printExpr(decorator)}`),
        'class',
        stmt.name,
        list(...stmt.bases.map(printArgument)),
        ...stmt.body.map(printStmt),
      );
    case 'Match':
      return list(
        'match',
        printExpr(stmt.subject),
        ...stmt.cases.map((clause) =>
          list('case', printPattern(clause.pattern), optional(clause.guard), block(clause.body)),
        ),
      );
    case 'ErrorStmt':
      return list('error', JSON.stringify(stmt.message), ...stmt.boundNames);
  }
}

function printAlias({ name, asName }: ImportAlias): string {
  return asName === null ? name : list('as', name, asName);
}

const PARAM_MARKS = {
  'positional-only': '/',
  normal: '',
  'keyword-only': 'kw:',
  'var-positional': '*',
  'var-keyword': '**',
} as const;

function printParam(param: Param): string {
  const name = PARAM_MARKS[param.paramKind] + param.name;
  if (param.annotation === null && param.default === null) return name;
  return list(name, optional(param.annotation), optional(param.default));
}

export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'Name':
      return expr.name;
    case 'Constant':
      return printLiteral(expr.literal);
    case 'FString':
      return list('f', ...printParts(expr.parts));
    case 'Tuple':
    case 'List':
    case 'Set':
      return list(expr.kind.toLowerCase(), ...expr.items.map(printExpr));
    case 'Dict':
      return list(
        'dict',
        ...expr.entries.map(({ key, value }) =>
          key === null ? list('**', printExpr(value)) : list(printExpr(key), printExpr(value)),
        ),
      );
    case 'Call':
      return list('call', printExpr(expr.callee), ...expr.args.map(printArgument));
    case 'Attribute':
      return list('.', printExpr(expr.object), expr.name);
    case 'Subscript':
      return list('[]', printExpr(expr.object), printExpr(expr.index));
    case 'Slice':
      return list('slice', optional(expr.lower), optional(expr.upper), optional(expr.step));
    case 'Starred':
      return list('*', printExpr(expr.value));
    case 'Unary':
      return list(expr.op, printExpr(expr.operand));
    case 'Binary':
    case 'Bool':
      return list(expr.op, printExpr(expr.left), printExpr(expr.right));
    case 'Compare':
      return list(
        'cmp',
        ...expr.operands.flatMap((operand, index) =>
          index === 0 ? [printExpr(operand)] : [expr.ops[index - 1] ?? '', printExpr(operand)],
        ),
      );
    case 'Conditional':
      return list('if', printExpr(expr.test), printExpr(expr.then), printExpr(expr.otherwise));
    case 'Lambda':
      return list('lambda', list(...expr.params.map(printParam)), printExpr(expr.body));
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return list(expr.kind.toLowerCase(), printExpr(expr.element), ...expr.clauses.map(printClause));
    case 'DictComp':
      return list('dictcomp', printExpr(expr.key), printExpr(expr.value), ...expr.clauses.map(printClause));
    case 'NamedExpr':
      return list(':=', expr.target.name, printExpr(expr.value));
    case 'Yield':
      return list('yield', optional(expr.value));
    case 'YieldFrom':
      return list('yield-from', printExpr(expr.value));
    case 'Await':
      return list('await', printExpr(expr.value));
    case 'ErrorExpr':
      return list('error', JSON.stringify(expr.message));
  }
}

function printLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'none':
      return 'None';
    case 'ellipsis':
      return '...';
    case 'bool':
      return literal.value ? 'True' : 'False';
    case 'int':
      return String(literal.value);
    case 'float':
      return list('float', String(literal.value));
    case 'imaginary':
      return list('imaginary', String(literal.value));
    case 'str':
      return JSON.stringify(literal.value);
    case 'bytes':
      return `b${JSON.stringify(String.fromCharCode(...literal.value))}`;
  }
}

function printParts(parts: readonly (string | FStringField)[]): string[] {
  return parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : printField(part)));
}

function printField({ value, conversion, spec, debugText }: FStringField): string {
  const marks = [
    debugText === null ? '' : `=${JSON.stringify(debugText)}`,
    conversion === null ? '' : `!${conversion}`,
    spec === null ? '' : list('spec', ...printParts(spec)),
  ];
  return `{${[printExpr(value), ...marks.filter((mark) => mark !== '')].join(' ')}}`;
}

function printArgument(argument: Argument): string {
  switch (argument.kind) {
    case 'positional':
      return printExpr(argument.value);
    case 'star':
      return list('*', printExpr(argument.value));
    case 'double-star':
      return list('**', printExpr(argument.value));
    case 'keyword':
      return list(`${argument.name}=`, printExpr(argument.value));
  }
}

function printClause({ target, iterable, conditions, isAsync }: ComprehensionClause): string {
  const name = isAsync ? 'async-for' : 'for';
  return list(name, printExpr(target), printExpr(iterable), ...conditions.map(printExpr));
}

function printPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'ValuePattern':
      return list('value', printExpr(pattern.value));
    case 'WildcardPattern':
      return 'any';
    case 'CapturePattern':
      return list('capture', pattern.name);
    case 'StarPattern':
      return list('*', pattern.name ?? '~');
    case 'AsPattern':
      return list('as', printPattern(pattern.pattern), pattern.name);
    case 'OrPattern':
      return list('or', ...pattern.patterns.map(printPattern));
    case 'SequencePattern':
      return list('seq', ...pattern.patterns.map(printPattern));
    case 'MappingPattern':
      return list(
        'map',
        ...pattern.entries.map(({ key, pattern: value }) => list(printExpr(key), printPattern(value))),
        pattern.rest === null ? '' : list('**', pattern.rest),
      );
    case 'ClassPattern':
      return list(
        'class',
        printExpr(pattern.type),
        ...pattern.positional.map(printPattern),
        ...pattern.keywords.map(({ name, pattern: value }) => list(`${name}=`, printPattern(value))),
      );
  }
}
