/** Expressions: a value for every kind of node. */
import { choose } from '../../python/runtime/branches.ts';
import { PyDict, PyList, PyProperty, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type {
  CallExpr,
  Expr,
  IndexExpr,
  LogicalExpr,
  MemberExpr,
  ObjectExpr,
  PropertyKey,
  SpreadElement,
  TemplateExpr,
  UnaryExpr,
} from '../syntax/ast.ts';
import { assignExpression, readName, updateExpression } from './assignment.ts';
import { callValue, makeFunction, superCall, superMember, thisValue, type Arguments } from './calls.ts';
import { defineClass } from './classes.ts';
import { construct } from './construction.ts';
import { toKey, toNumber, toText, typeOf } from './conversions.ts';
import { evaluateAsPromise, isPromiseMethod, settle } from './promises.ts';
import { deleteMember, findMember, ownKeys } from './members.ts';
import { fromNumber } from './numbers.ts';
import { binary, negate, not } from './operators.ts';
import type { Script } from './script.ts';
import { isNullish, JsRegExp, UNDEFINED, UnknownRest, orUndefined } from './values.ts';

export function evaluate(js: Script, expr: Expr): Value {
  switch (expr.kind) {
    case 'Identifier':
      return readName(js, expr);
    case 'Literal':
      return typeof expr.value === 'number' ? fromNumber(expr.value) : expr.value;
    case 'Member':
    case 'Index':
    case 'Call':
      return orUndefined(link(js, expr));
    case 'Chain':
      return orUndefined(link(js, expr.expr));
    case 'Binary':
      return binaryChain(js, expr);
    case 'Assign':
      return assignExpression(js, expr);
    case 'Object':
      return objectLiteral(js, expr);
    case 'Array': {
      const { values, spread } = evaluateList(js, expr.items);
      js.rt.allocate();
      const list = new PyList([...values]);
      list.taint = spread;
      return list;
    }
    case 'Function':
      return makeFunction(js, expr.fn);
    case 'New': {
      const callee = evaluate(js, expr.callee);
      const args = evaluateList(js, expr.args);
      js.frame.at = expr.at;
      return construct(js, callee, args, sourceText(expr.callee));
    }
    case 'Conditional': {
      const truth = js.truth(evaluate(js, expr.test));
      if (!(truth instanceof Unknown)) return evaluate(js, truth ? expr.then : expr.otherwise);
      js.frame.at = expr.test.at;
      return choose(
        js.rt,
        truth,
        () => evaluate(js, expr.then),
        () => evaluate(js, expr.otherwise),
      );
    }
    case 'Logical':
      return logical(js, expr);
    case 'Unary':
      return unary(js, expr);
    case 'Update':
      return updateExpression(js, expr);
    case 'Template':
      return template(js, expr);
    case 'Await':
      return settle(js, evaluate(js, expr.value));
    case 'Class':
      return defineClass(js, expr.cls);
    case 'This':
      js.frame.at = expr.at;
      return thisValue(js);
    case 'Sequence': {
      let last: Value = UNDEFINED;
      for (const item of expr.items) last = evaluate(js, item);
      return last;
    }
    case 'RegExp':
      return regularExpression(js, expr.source, expr.flags);
    case 'NewTarget':
      return js.frame.owner.newTarget ?? UNDEFINED;
    case 'ImportMeta':
      return js.modules.meta(js.frame.origin.uri);
    case 'ImportCall':
      return importCall(js, expr.source, expr);
    case 'Yield':
      js.frame.at = expr.at;
      return js.unknown('a yield inside an expression is not followed');
    case 'Super':
      js.frame.at = expr.at;
      return js.unknown('super by itself');
    case 'Opaque':
      js.frame.at = expr.at;
      return js.unknown(expr.reason);
  }
}

/** Long sums nest deep to the left: they are worked out in a loop. */
function binaryChain(js: Script, expr: Extract<Expr, { kind: 'Binary' }>): Value {
  const spine = [expr];
  let first: Expr = expr.left;
  while (first.kind === 'Binary') {
    spine.push(first);
    first = first.left;
  }
  let left = evaluate(js, first);
  for (let i = spine.length - 1; i >= 0; i--) {
    const one = spine[i];
    if (one === undefined) break;
    const right = evaluate(js, one.right);
    js.frame.at = one.at;
    left = binary(js, one.op, left, right);
  }
  return left;
}

/** A link of an optional chain; undefined: the chain ends here, since something was missing. */
function link(js: Script, expr: Expr): Value | undefined {
  switch (expr.kind) {
    case 'Member':
    case 'Index': {
      if (expr.object.kind === 'Super') return superMember(js, keyOf(js, expr)).value;
      const object = link(js, expr.object);
      if (object === undefined || (expr.isOptional && isNullish(object))) return undefined;
      return memberOf(js, object, expr);
    }
    case 'Call':
      return call(js, expr);
    default:
      return evaluate(js, expr);
  }
}

function keyOf(js: Script, expr: MemberExpr | IndexExpr): string | Unknown {
  return expr.kind === 'Member' ? expr.name : toKey(js, evaluate(js, expr.index));
}

function memberOf(js: Script, object: Value, expr: MemberExpr | IndexExpr): Value {
  if (expr.kind === 'Member') {
    js.frame.at = expr.at;
    return orUndefined(findMember(js, object, expr.name));
  }
  const index = evaluate(js, expr.index);
  js.frame.at = expr.at;
  return js.getItem(object, index);
}

function call(js: Script, expr: CallExpr): Value | undefined {
  const { callee } = expr;
  if (callee.kind === 'Super') {
    const args = evaluateList(js, expr.args);
    js.frame.at = expr.at;
    return superCall(js, args);
  }
  let self: Value = UNDEFINED;
  let fn: Value | undefined;
  if (callee.kind === 'Member' || callee.kind === 'Index') {
    if (callee.object.kind === 'Super') {
      const found = superMember(js, keyOf(js, callee));
      self = found.self;
      fn = found.value;
    } else {
      if (callee.kind === 'Member' && isPromiseMethod(callee.name)) {
        const { name } = callee;
        const promise = evaluateAsPromise(js, name, () => link(js, callee.object));
        if (promise === undefined) return undefined;
        if (promise.isTransparent) {
          const args = evaluateList(js, expr.args);
          js.frame.at = expr.at;
          return promise.follow(args.values);
        }
        self = promise.value;
      } else {
        const object = link(js, callee.object);
        if (object === undefined) return undefined;
        self = object;
      }
      if (callee.isOptional && isNullish(self)) return undefined;
      fn = memberOf(js, self, callee);
    }
  } else {
    fn = link(js, callee);
    if (fn === undefined) return undefined;
  }
  if (expr.isOptional && isNullish(fn)) return undefined;
  const args = evaluateList(js, expr.args);
  js.frame.at = expr.at;
  const result = callValue(js, fn, self, args, callee);
  if (js.frame.origin.moduleName === '__main__') js.rt.noteHandedOver(result);
  return result;
}

/** Arguments or elements, with what is spread among them. */
export function evaluateList(js: Script, items: readonly (Expr | SpreadElement | null)[]): Arguments {
  const values: Value[] = [];
  let spread: Unknown | null = null;
  for (const item of items) {
    if (item === null) values.push(UNDEFINED);
    else if (item.kind !== 'Spread') values.push(evaluate(js, item));
    else {
      const elements = js.elements(evaluate(js, item.value));
      if (elements instanceof Unknown) spread ??= elements;
      else values.push(...elements);
    }
  }
  return { values, spread };
}

function objectLiteral(js: Script, expr: ObjectExpr): PyDict {
  js.rt.allocate();
  const dict = new PyDict();
  js.literals.set(dict, { node: expr, origin: js.frame.origin });
  for (const member of expr.members) {
    if (member.kind === 'Spread') {
      spreadInto(js, dict, evaluate(js, member.value));
      continue;
    }
    const key = evaluateKey(js, member.key);
    if (key instanceof Unknown) {
      if (member.kind === 'property') evaluate(js, member.value);
      dict.taint = key;
    } else if (member.kind === 'property') {
      dict.entries.set(key, evaluate(js, member.value));
    } else {
      const before = dict.entries.get(key);
      const known = before instanceof PyProperty ? before : null;
      const fn = makeFunction(js, member.fn);
      dict.entries.set(
        key,
        member.kind === 'get'
          ? new PyProperty(fn, known?.setter ?? null)
          : new PyProperty(known?.getter ?? null, fn),
      );
    }
  }
  return dict;
}

export function evaluateKey(js: Script, key: PropertyKey): string | Unknown {
  return typeof key === 'string' ? key : toKey(js, evaluate(js, key));
}

/** `{...source}`: of what is unknown, only what is set later is known. */
export function spreadInto(js: Script, target: PyDict, source: Value): void {
  if (isNullish(source)) return;
  const keys = ownKeys(js, source);
  if (keys instanceof Unknown) {
    for (const key of [...target.entries.keys()]) target.entries.delete(key);
    target.taint = new UnknownRest(keys.reason, keys.span);
    if (!(source instanceof PyDict) || !(source.taint instanceof UnknownRest)) return;
    for (const [key, value] of source.entries) target.entries.set(key, value);
    return;
  }
  for (const key of keys) target.entries.set(key, js.getMember(source, key));
}

function logical(js: Script, expr: LogicalExpr): Value {
  const left = evaluate(js, expr.left);
  if (expr.op === '??') {
    if (!(left instanceof Unknown)) return isNullish(left) ? evaluate(js, expr.right) : left;
    return left;
  }
  const truth = js.truth(left);
  if (!(truth instanceof Unknown)) return truth === (expr.op === '&&') ? evaluate(js, expr.right) : left;
  js.frame.at = expr.left.at;
  // The other side may do something, and may still decide.
  let right: Value = UNDEFINED;
  const value = choose(
    js.rt,
    truth,
    () => (expr.op === '&&' ? (right = evaluate(js, expr.right)) : left),
    () => (expr.op === '||' ? (right = evaluate(js, expr.right)) : left),
  );
  return typeof right === 'boolean' && right === (expr.op === '||') ? right : value;
}

/** Whether they are there tells a page from another place. */
const PAGE_NAMES: ReadonlySet<string> = new Set(['window', 'self', 'document']);

function unary(js: Script, expr: UnaryExpr): Value {
  const { operand } = expr;
  if (expr.op === 'typeof' && operand.kind === 'Identifier' && PAGE_NAMES.has(operand.name)) {
    return js.unknown('whether there is a page');
  }
  if (expr.op === 'typeof' && operand.kind === 'Identifier' && !js.isDeclared(operand.name)) {
    const outside = js.globalValue(operand.name);
    return outside === undefined ? 'undefined' : typeOf(outside);
  }
  if (expr.op === 'delete') {
    if (operand.kind !== 'Member' && operand.kind !== 'Index') return true;
    const object = evaluate(js, operand.object);
    const key = keyOf(js, operand);
    if (!(key instanceof Unknown)) return deleteMember(js, object, key);
    js.taint(object, key);
    return true;
  }
  const value = evaluate(js, operand);
  js.frame.at = expr.at;
  switch (expr.op) {
    case '!':
      return not(js, value);
    case '-':
      return negate(js, value);
    case '+': {
      if (value instanceof Unknown || typeof value === 'number') return value;
      const number = toNumber(js, value);
      return number instanceof Unknown ? number : fromNumber(number);
    }
    case '~': {
      if (typeof value === 'bigint') return ~value;
      const number = toNumber(js, value);
      return number instanceof Unknown ? number : ~number;
    }
    case 'typeof':
      return typeOf(value);
    case 'void':
      return UNDEFINED;
  }
}

function template(js: Script, expr: TemplateExpr): Value {
  const values = expr.values.map((one) => evaluate(js, one));
  js.frame.at = expr.at;
  if (expr.tag !== null) {
    const tag = evaluate(js, expr.tag);
    const texts = new PyList([...expr.texts]);
    return callValue(js, tag, UNDEFINED, { values: [texts, ...values], spread: null }, expr.tag);
  }
  let text = expr.texts[0] ?? '';
  for (const [i, value] of values.entries()) {
    const part = toText(js, value);
    if (part instanceof Unknown) return part;
    text += part + (expr.texts[i + 1] ?? '');
  }
  return text;
}

export function regularExpression(js: Script, source: string, flags: string): Value {
  try {
    return new JsRegExp(new RegExp(source, flags));
  } catch (error) {
    throw js.error('SyntaxError', error instanceof Error ? error.message : 'Invalid regular expression');
  }
}

function importCall(js: Script, source: Expr, expr: Expr): Value {
  const specifier = toText(js, evaluate(js, source));
  js.frame.at = expr.at;
  if (specifier instanceof Unknown) return specifier;
  return js.modules.namespace(specifier, js.frame.origin);
}

/** The way to a value as the program writes it, for messages. */
export function sourceText(expr: Expr): string {
  switch (expr.kind) {
    case 'Identifier':
      return expr.name;
    case 'This':
      return 'this';
    case 'Super':
      return '(intermediate value)';
    case 'Chain':
      return sourceText(expr.expr);
    case 'Member':
      return `${sourceText(expr.object)}${expr.isOptional ? '?' : ''}.${expr.name}`;
    case 'Index':
      return `${sourceText(expr.object)}[...]`;
    case 'Call':
      return `${sourceText(expr.callee)}(...)`;
    default:
      return '(intermediate value)';
  }
}
