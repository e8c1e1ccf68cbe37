/** Expressions: a value for every kind of node. */
import type {
  Argument,
  BoolExpr,
  CallExpr,
  CompareExpr,
  ConditionalExpr,
  DictExpr,
  Expr,
  LambdaExpr,
  Literal,
  SubscriptExpr,
} from '../syntax/ast.ts';
import { PyComplex } from '../builtins/complex.ts';
import { dictSet, setAdd } from '../builtins/hash.ts';
import { choose } from './branches.ts';
import { dictListed, generatorExpression, listed, setListed } from './comprehensions.ts';
import { takeKeyAsGiven, takeMemberAsGiven } from './demanded.ts';
import { fstring } from './fstrings.ts';
import { bindParams, callWithArgs } from './calls.ts';
import type { Interpreter } from './interpreter.ts';
import { compare } from './comparison.ts';
import { binary, unary } from './operators.ts';
import { PyRaise } from './signals.ts';
import { assignName, assignWalrus, isUnbound, lookup, mangled } from './scopes.ts';
import {
  ELLIPSIS,
  PyBytes,
  PyDict,
  PyFloat,
  PyFunction,
  PyList,
  PySet,
  PySlice,
  PySuper,
  PyTuple,
  Unknown,
} from './values.ts';
import type { CallArgs, Value } from './values.ts';

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export function evaluate(it: Interpreter, expr: Expr): Value {
  switch (expr.kind) {
    case 'Name':
      return readName(it, expr.name, expr);
    case 'Constant':
      return literalValue(expr.literal);
    case 'Attribute':
      return attribute(it, expr.object, expr.name, expr);
    case 'Call':
      return call(it, expr);
    case 'Binary': {
      const left = evaluate(it, expr.left);
      const right = evaluate(it, expr.right);
      it.frame.at = expr.at;
      return binary(it, expr.op, left, right);
    }
    case 'Subscript': {
      const object = evaluate(it, expr.object);
      const key = evaluate(it, expr.index);
      it.frame.at = expr.at;
      return key === null ? itemOfNone(it, expr, object) : it.getItem(object, key);
    }
    case 'Compare':
      return comparison(it, expr);
    case 'Bool':
      return boolean(it, expr);
    case 'Unary': {
      const operand = evaluate(it, expr.operand);
      it.frame.at = expr.at;
      return unary(it, expr.op, operand);
    }
    case 'Tuple':
      return new PyTuple(sequence(it, expr.items));
    case 'List':
      it.allocate();
      return new PyList(sequence(it, expr.items));
    case 'Set':
      return setOf(it, sequence(it, expr.items));
    case 'Dict':
      return dictDisplay(it, expr);
    case 'Slice':
      return new PySlice(optional(it, expr.lower), optional(it, expr.upper), optional(it, expr.step));
    case 'Conditional':
      return conditional(it, expr);
    case 'FString':
      return fstring(it, expr.parts);
    case 'Lambda':
      return lambda(it, expr);
    case 'ListComp': {
      it.allocate();
      return listed(it, expr.clauses, expr.element);
    }
    case 'SetComp':
      return setListed(it, expr.clauses, expr.element);
    case 'DictComp':
      it.allocate();
      return dictListed(it, expr.clauses, expr.key, expr.value);
    case 'GeneratorExp':
      return generatorExpression(it, expr.element, expr.clauses);
    case 'NamedExpr': {
      const value = evaluate(it, expr.value);
      assignWalrus(it, it.frame.scope, expr.target.name, value);
      return value;
    }
    case 'Starred':
      it.frame.at = expr.at;
      throw it.error('SyntaxError', "can't use starred expression here");
    case 'Await':
      return evaluate(it, expr.value);
    case 'Yield':
    case 'YieldFrom':
      it.frame.at = expr.at;
      return it.unknown('a yield inside an expression is not followed');
    case 'ErrorExpr':
      it.frame.at = expr.at;
      return it.unknown(`this does not parse: ${expr.message}`);
  }
}

function itemOfNone(it: Interpreter, { index }: SubscriptExpr, object: Value): Value {
  try {
    return it.getItem(object, null);
  } catch (error) {
    const isMissing = error instanceof PyRaise && error.exception.cls.name === 'KeyError';
    if (!isMissing || !takeKeyAsGiven(it, index)) throw error;
    return it.getItem(object, evaluate(it, index));
  }
}

function readName(it: Interpreter, name: string, expr: Expr): Value {
  const value = lookup(it, it.frame.scope, mangled(it, name));
  if (value !== undefined) return value;
  it.frame.at = expr.at;
  const lost = it.namesLost();
  if (lost !== null) return lost;
  if (isUnbound(it.frame.scope, name)) {
    throw it.error('UnboundLocalError', `local variable '${name}' is referenced before assignment`);
  }
  throw it.error('NameError', `name '${name}' is not defined`);
}

function attribute(it: Interpreter, objectExpr: Expr, name: string, expr: Expr): Value {
  const object = evaluate(it, objectExpr);
  it.frame.at = expr.at;
  if (object === null && it.findAttribute(null, name) === undefined && takeMemberAsGiven(it, objectExpr)) {
    return it.getAttribute(evaluate(it, objectExpr), name);
  }
  return it.getAttribute(object, mangled(it, name));
}

function literalValue(literal: Literal): Value {
  switch (literal.type) {
    case 'none':
      return null;
    case 'ellipsis':
      return ELLIPSIS;
    case 'float':
      return new PyFloat(literal.value);
    case 'bytes':
      return new PyBytes(literal.value);
    case 'imaginary':
      return new PyComplex(0, literal.value);
    case 'bool':
    case 'int':
    case 'str':
      return literal.value;
  }
}

function optional(it: Interpreter, expr: Expr | null): Value {
  return expr === null ? null : evaluate(it, expr);
}

function sequence(it: Interpreter, items: readonly Expr[]): Value[] {
  const values: Value[] = [];
  for (const item of items) {
    if (item.kind !== 'Starred') {
      values.push(evaluate(it, item));
      continue;
    }
    const elements = it.elements(evaluate(it, item.value));
    if (elements instanceof Unknown) {
      // How many there are is unknown, so no position after it can be trusted.
      values.push(elements);
      it.recorder.incomplete(elements);
    } else {
      values.push(...elements);
    }
  }
  return values;
}

function setOf(it: Interpreter, items: readonly Value[]): PySet {
  it.allocate();
  const set = new PySet(false);
  for (const item of items) setAdd(it, set, item);
  return set;
}

function dictDisplay(it: Interpreter, expr: DictExpr): Value {
  it.allocate();
  const dict = new PyDict();
  for (const { key, value } of expr.entries) {
    if (key !== null) {
      const keyValue = evaluate(it, key);
      dictSet(it, dict, keyValue, evaluate(it, value));
      continue;
    }
    const mapping = evaluate(it, value);
    const unknown = it.spreadMapping(mapping, (k, v) => {
      dictSet(it, dict, k, v);
    });
    if (unknown !== null) dict.taint = unknown;
  }
  return dict;
}

function call(it: Interpreter, expr: CallExpr): Value {
  if (expr.callee.kind === 'Name' && expr.callee.name === 'super' && expr.args.length === 0) {
    const implicit = implicitSuper(it);
    if (implicit !== null) return implicit;
  }
  const callee = evaluate(it, expr.callee);
  const args = evaluateArguments(it, expr.args);
  it.frame.at = expr.at;
  if (callee instanceof Unknown) noteUnknownCall(it, expr.callee, callee, args);
  const result = callWithArgs(it, callee, args);
  if (it.frame.origin.moduleName === '__main__') it.noteHandedOver(result);
  return result;
}

/** What is called is unknown, but not how it is called. */
function noteUnknownCall(it: Interpreter, expr: Expr, callee: Unknown, args: CallArgs): void {
  if (expr.kind !== 'Attribute' && expr.kind !== 'Name') return;
  const receiver = expr.kind === 'Name' ? '' : dotted(expr.object);
  const birth = receiver === null ? birthOfRoot(it, expr) : callee.birth;
  const isMember = expr.kind === 'Attribute' && rootOf(it, expr.object) instanceof Unknown;
  const call = { receiver, name: expr.name, callee, args, isMember, birth };
  if (expr.kind === 'Name' || expr.object.kind !== 'Name') {
    it.libraries.unknownCall?.(it, call);
    return;
  }
  const variable = mangled(it, expr.object.name);
  const become = (value: Value): void => {
    assignName(it, it.frame.scope, variable, value);
  };
  it.libraries.unknownCall?.(it, { ...call, become });
}

/** Of `remote` in `remote.reference().step()`: what is only reached through it was not made there. */
function birthOfRoot(it: Interpreter, expr: Expr): number {
  const value = rootOf(it, expr);
  return value instanceof Unknown ? value.birth : 0;
}

/** What the variable holds that an expression begins with; undefined: it begins with none. */
function rootOf(it: Interpreter, expr: Expr): Value | undefined {
  if (expr.kind === 'Call') return rootOf(it, expr.callee);
  if (expr.kind === 'Attribute' || expr.kind === 'Subscript') return rootOf(it, expr.object);
  return expr.kind === 'Name' ? lookup(it, it.frame.scope, mangled(it, expr.name)) : undefined;
}

/** `self.model`; null: the expression is more than names. */
function dotted(expr: Expr): string | null {
  if (expr.kind === 'Name') return expr.name;
  if (expr.kind !== 'Attribute') return null;
  const object = dotted(expr.object);
  return object === null ? null : `${object}.${expr.name}`;
}

function repeated(it: Interpreter, name: string): Error {
  return it.error('TypeError', `got multiple values for keyword argument '${name}'`);
}

export function evaluateArguments(it: Interpreter, args: readonly Argument[]): CallArgs {
  const positional: Value[] = [];
  let keywords: Map<string, Value> | null = null;
  let unknownSpread: Unknown | null = null;
  for (const arg of args) {
    const value = evaluate(it, arg.value);
    switch (arg.kind) {
      case 'positional':
        positional.push(value);
        break;
      case 'keyword':
        keywords ??= new Map();
        if (keywords.has(arg.name)) throw repeated(it, arg.name);
        keywords.set(arg.name, value);
        break;
      case 'star': {
        const elements = it.elements(value);
        if (elements instanceof Unknown) unknownSpread ??= elements;
        else positional.push(...elements);
        break;
      }
      case 'double-star': {
        const target = (keywords ??= new Map<string, Value>());
        unknownSpread ??= it.spreadMapping(value, (key, v) => {
          if (typeof key !== 'string') return;
          if (target.has(key)) throw repeated(it, key);
          target.set(key, v);
        });
        break;
      }
    }
  }
  return { positional, keywords: keywords ?? NO_KEYWORDS, unknownSpread };
}

function implicitSuper(it: Interpreter): Value | null {
  const { fn, self } = it.frame;
  const cls = fn?.classCell?.cls ?? null;
  if (cls === null || self === undefined) return null;
  return new PySuper(cls, self);
}

function comparison(it: Interpreter, expr: CompareExpr): Value {
  const [first] = expr.operands;
  if (first === undefined) return true;
  let left = evaluate(it, first);
  let result: Value = true;
  for (const [i, op] of expr.ops.entries()) {
    const next = expr.operands[i + 1];
    if (next === undefined) break;
    const right = evaluate(it, next);
    it.frame.at = expr.at;
    result = compare(it, op, left, right);
    if (i + 1 < expr.ops.length) {
      const truth = it.truth(result);
      if (truth instanceof Unknown) return truth;
      if (!truth) return result;
    }
    left = right;
  }
  return result;
}

function boolean(it: Interpreter, expr: BoolExpr): Value {
  const left = evaluate(it, expr.left);
  const truth = it.truth(left);
  if (truth instanceof Unknown) {
    // `unknown and False` is falsy whatever it is: the other side may still decide.
    const right = evaluate(it, expr.right);
    const other = it.truth(right);
    const decides = typeof other === 'boolean' && other === (expr.op === 'or');
    return decides && typeof right === 'boolean' ? right : truth;
  }
  return truth === (expr.op === 'and') ? evaluate(it, expr.right) : left;
}

function conditional(it: Interpreter, expr: ConditionalExpr): Value {
  const truth = it.truth(evaluate(it, expr.test));
  if (truth instanceof Unknown) {
    it.frame.at = expr.test.at;
    return choose(
      it,
      truth,
      () => evaluate(it, expr.then),
      () => evaluate(it, expr.otherwise),
    );
  }
  return evaluate(it, truth ? expr.then : expr.otherwise);
}

function lambda(it: Interpreter, node: LambdaExpr): PyFunction {
  const { frame } = it;
  return new PyFunction({
    name: '<lambda>',
    qualname: '<lambda>',
    node,
    params: bindParams(it, node.params),
    closure: frame.scope,
    origin: frame.origin,
    baseLine: frame.baseLine,
    classCell: it.classCellFor(frame),
  });
}
