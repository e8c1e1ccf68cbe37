/** An expression that names a model: what it gives. */
import { evaluate } from '../python/runtime/expressions.ts';
import { Frame } from '../python/runtime/frame.ts';
import type { Interpreter } from '../python/runtime/interpreter.ts';
import { Scope } from '../python/runtime/values.ts';
import type { CodeOrigin, PyModule, Value } from '../python/runtime/values.ts';
import type { PythonParser } from '../python/syntax/parser.ts';

interface Question {
  readonly expr: string;
  readonly module: PyModule;
  /** Of the file whose names it sees. */
  readonly uri: string;
}

/** The value of an expression in the scope of a module. Raises what the expression raises. */
export function evaluateIn(it: Interpreter, parser: PythonParser, { expr, module, uri }: Question): Value {
  const parsed = parser.parse('expr:', expr);
  const [statement] = parsed.statements;
  if (statement?.node.kind !== 'ExprStmt' || parsed.statements.length > 1) {
    throw it.error('SyntaxError', `'${expr}' is not an expression`);
  }
  const { value } = statement.node;
  const origin: CodeOrigin = { uri, moduleName: module.name, isUserCode: true };
  // Names that the package's `__init__` would bind are looked up as attributes of the module.
  const scope = new Scope('function', new Scope('module', null, module.vars));
  for (const name of namesIn(expr)) {
    if (module.vars.has(name) || it.builtins.names.has(name)) continue;
    const found = it.findAttribute(module, name);
    if (found !== undefined) scope.vars.set(name, found);
  }
  return it.inFrame(new Frame(scope, origin, 0), () => evaluate(it, value));
}

/** The names an expression may look up: to look for others would run what is not needed. */
function namesIn(expr: string): string[] {
  const code = expr.replaceAll(/'[^'\n]*'|"[^"\n]*"/g, "''");
  return [...new Set(code.match(/(?<![.\w])[A-Za-z_]\w*(?!\w|\s*=(?!=))/g) ?? [])];
}
