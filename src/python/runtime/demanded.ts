/**
 * What a script demands of its command line. An option without a default is None while nobody gives it; where the
 * script refuses to go on for that, it is never started so: what it asks for is given, and is unknown.
 */
import type { AssignStmt, AttributeExpr, Expr, Stmt } from '../syntax/ast.ts';
import { evaluate } from './expressions.ts';
import type { Interpreter } from './interpreter.ts';
import { assignName } from './scopes.ts';
import { PyClass, PyObject } from './values.ts';
import type { Value } from './values.ts';

/** Whether the block does nothing but refuse. */
export function refuses(body: readonly Stmt[]): boolean {
  return body.length === 1 && body[0]?.kind === 'Raise';
}

/**
 * Where `test` asks for options alone whether they are absent (`isRefused`: raises if so) or there (an assertion), the
 * absent ones become unknown. False: it asks for anything else, or none of them is absent.
 */
export function takeAsGiven(it: Interpreter, test: Expr, isRefused: boolean): boolean {
  const options = askedFor(test, isRefused);
  return options === null ? takeLocalAsGiven(it, test, isRefused) : give(it, options);
}

/** The same for a variable that an option was assigned to: `name = args.tokenizer or args.model`. */
function takeLocalAsGiven(it: Interpreter, test: Expr, isRefused: boolean): boolean {
  const { scope, fn, at } = it.frame;
  const name = variableIn(test, isRefused);
  if (name === null || fn === null || fn.node.kind === 'Lambda') return false;
  if (scope.vars.get(name) !== null) return false;
  const assigned = fn.node.body.findLast(
    (one): one is AssignStmt =>
      one.kind === 'Assign' &&
      one.targets.some((target) => target.kind === 'Name' && target.name === name) &&
      one.at.line <= (at?.line ?? Infinity),
  );
  if (assigned === undefined || !give(it, optionsIn(assigned.value))) return false;
  assignName(it, scope, name, evaluate(it, assigned.value));
  return true;
}

/** `not name` or `name is None`. */
function variableIn(test: Expr, isRefused: boolean): string | null {
  if (test.kind === 'Unary' && test.op === 'not') return variableIn(test.operand, !isRefused);
  if (test.kind === 'Name') return isRefused ? null : test.name;
  if (test.kind !== 'Compare') return null;
  const [variable, none] = test.operands;
  const isNone = none?.kind === 'Constant' && none.literal.type === 'none';
  const asks = test.ops.length === 1 && test.ops[0] === (isRefused ? 'is' : 'is not') && isNone;
  return asks && variable?.kind === 'Name' ? variable.name : null;
}

/** The options that an expression may give as they are. */
function optionsIn(value: Expr): AttributeExpr[] {
  if (value.kind === 'Attribute') return value.object.kind === 'Name' ? [value] : [];
  if (value.kind === 'Bool') return [...optionsIn(value.left), ...optionsIn(value.right)];
  return value.kind === 'Conditional' ? [...optionsIn(value.then), ...optionsIn(value.otherwise)] : [];
}

/** The same for an option of which a member is asked that None does not have: `args.train_file.split('.')`. */
export function takeMemberAsGiven(it: Interpreter, owner: Expr): boolean {
  return owner.kind === 'Attribute' && owner.object.kind === 'Name' && give(it, [owner]);
}

/** The same for an option that stands for the entry of a table, which has none without a name: `TYPES[args.type]`. */
export function takeKeyAsGiven(it: Interpreter, key: Expr): boolean {
  return key.kind === 'Attribute' && key.object.kind === 'Name' && give(it, [key]);
}

/** A script that refuses to go on with a version of what is installed is run with another: true where the test asks for one. */
export function takeVersionAsGiven(it: Interpreter, test: Expr): boolean {
  if (it.frame.importGuards > 0 || test.kind !== 'Compare' || !test.operands.some(namesVersion)) return false;
  it.recorder.assume('a version is installed that the script goes on with', it.here());
  return true;
}

function namesVersion(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Attribute':
      return expr.name === '__version__' || expr.name === 'version_info' || namesVersion(expr.object);
    case 'Call':
      return expr.args.some(({ value }) => namesVersion(value));
    case 'Subscript':
      return namesVersion(expr.object);
    default:
      return false;
  }
}

function give(it: Interpreter, options: readonly AttributeExpr[]): boolean {
  if (it.frame.importGuards > 0) return false;
  const absent = options.flatMap(({ object, name }) => {
    const holder = evaluate(it, object);
    return isOptions(it, holder) && holder.attrs.get(name) === null ? [{ holder, name }] : [];
  });
  if (absent.length === 0) return false;
  const names = absent.map(({ name }) => name).join(', ');
  it.recorder.assume(`${names}: given on the command line, which the script demands`, it.here());
  for (const { holder, name } of absent) {
    it.journal.mapSet<string, Value>(
      holder.attrs,
      name,
      it.unknown(`${name} is given on the command line, and has no default`),
    );
  }
  return true;
}

/** The attributes of a test that says nothing but that they are absent (or there); null where it says more. */
function askedFor(test: Expr, absent: boolean): readonly AttributeExpr[] | null {
  if (test.kind === 'Bool') {
    const left = askedFor(test.left, absent);
    const right = askedFor(test.right, absent);
    return left === null || right === null ? null : [...left, ...right];
  }
  if (test.kind === 'Unary' && test.op === 'not') return askedFor(test.operand, !absent);
  if (test.kind === 'Attribute') return absent || test.object.kind !== 'Name' ? null : [test];
  if (test.kind !== 'Compare') return null;
  const [option, none] = test.operands;
  const isNone = none?.kind === 'Constant' && none.literal.type === 'none';
  const asks = test.ops.length === 1 && test.ops[0] === (absent ? 'is' : 'is not') && isNone;
  return asks && option?.kind === 'Attribute' && option.object.kind === 'Name' ? [option] : null;
}

/** What `argparse` gives, or a data class that a parser fills. */
function isOptions(it: Interpreter, value: Value): value is PyObject {
  if (!(value instanceof PyObject)) return false;
  const { cls } = value;
  if (!(cls instanceof PyClass)) return false;
  return cls.name === 'Namespace' || it.findInClass(cls, '__dataclass_fields__') !== undefined;
}
