/** Names, assignments and patterns. */
import { mapIndexed } from '../../python/runtime/indexed.ts';
import { Indexed, PyDict, PyFloat, PyList, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { choose } from '../../python/runtime/branches.ts';
import type { AssignExpr, Expr, IdentifierExpr, Pattern, PatternElement, UpdateExpr } from '../syntax/ast.ts';
import { toKey, toPrimitive, numberOf } from './conversions.ts';
import { evaluate, evaluateKey } from './expressions.ts';
import { ownKeys, setMember } from './members.ts';
import { fromNumber } from './numbers.ts';
import { binary } from './operators.ts';
import type { Script } from './script.ts';
import type { JsScope } from './scope.ts';
import { UNINITIALISED } from './scope.ts';
import { isNullish, UNDEFINED, UnknownRest, orUndefined } from './values.ts';
import { superSelf } from './calls.ts';

export function readName(js: Script, { name, at }: IdentifierExpr): Value {
  const scope = js.frame.names.find(name);
  if (scope !== null) {
    const value = scope.get(name);
    if (value === UNINITIALISED) {
      js.frame.at = at;
      throw js.error('ReferenceError', `Cannot access '${name}' before initialization`);
    }
    if (value !== undefined) return value;
  }
  js.frame.at = at;
  const known = js.globalValue(name);
  return known === undefined ? js.unknown(`${name} is not defined in what was read`) : known;
}

export function assignName(js: Script, name: string, value: Value): void {
  const scope = js.frame.names.find(name);
  const { journal } = js.rt;
  if (scope === null) {
    journal.mapSet(js.globals.vars, name, value);
    return;
  }
  if (scope.vars.get(name) === UNINITIALISED) {
    throw js.error('ReferenceError', `Cannot access '${name}' before initialization`);
  }
  if (scope.constants?.has(name) === true || scope.imports?.has(name) === true) {
    throw js.error('TypeError', 'Assignment to constant variable.');
  }
  journal.mapSet(scope.vars, name, value);
}

/** Gives a declared name its first value. */
export function initialiseName(js: Script, scope: JsScope, name: string, value: Value): void {
  js.rt.journal.mapSet(scope.vars, name, value);
}

/** How the names in a pattern are written: declared by it, or there already. */
export type NameWriter = (js: Script, name: string, value: Value) => void;

export function assignPattern(
  js: Script,
  target: Pattern,
  value: Value,
  write: NameWriter = assignName,
): void {
  switch (target.kind) {
    case 'Identifier':
      js.frame.at = target.at;
      write(js, target.name, value);
      return;
    case 'Member':
    case 'Index': {
      const place = placeOf(js, target);
      js.frame.at = target.at;
      place.set(value);
      return;
    }
    case 'ArrayPattern':
      assignArray(js, target, value, write);
      return;
    case 'ObjectPattern':
      assignObject(js, target, value, write);
      return;
    case 'Opaque':
      js.recorder.incomplete(js.unknown(target.reason));
  }
}

function assignElement(js: Script, element: PatternElement, value: Value, write: NameWriter): void {
  let given = value;
  if (value === UNDEFINED && element.default !== null) given = evaluate(js, element.default);
  assignPattern(js, element.target, given, write);
}

function assignArray(
  js: Script,
  { items, rest, at }: Extract<Pattern, { kind: 'ArrayPattern' }>,
  value: Value,
  write: NameWriter,
): void {
  js.frame.at = at;
  const wanted = rest === null ? items.length : null;
  const elements = js.firstElements(value, wanted);
  for (const [i, item] of items.entries()) {
    if (item === null) continue;
    const element = elements instanceof Unknown ? elements : orUndefined(elements[i]);
    assignElement(js, item, element, write);
  }
  if (rest === null) return;
  assignPattern(js, rest, restOf(js, elements, items.length), write);
}

export function restOf(js: Script, elements: readonly Value[] | Unknown, from: number): PyList {
  js.rt.allocate();
  const list = new PyList(elements instanceof Unknown ? [] : elements.slice(from));
  if (elements instanceof Unknown) list.taint = elements;
  return list;
}

function assignObject(
  js: Script,
  { properties, rest, at }: Extract<Pattern, { kind: 'ObjectPattern' }>,
  value: Value,
  write: NameWriter,
): void {
  js.frame.at = at;
  if (isNullish(value)) {
    const which = value === null ? 'null' : 'undefined';
    throw js.error('TypeError', `Cannot destructure '${which}' as it is ${which}.`);
  }
  const taken = new Set<string>();
  for (const property of properties) {
    const key = evaluateKey(js, property.key);
    if (key instanceof Unknown) {
      assignPattern(js, property.target, key, write);
      continue;
    }
    taken.add(key);
    js.frame.at = at;
    assignElement(js, property, js.getMember(value, key), write);
  }
  if (rest === null) return;
  const left = new PyDict();
  const keys = ownKeys(js, value);
  if (keys instanceof Unknown) {
    left.taint = new UnknownRest(keys.reason, keys.span);
  } else {
    for (const key of keys) if (!taken.has(key)) left.entries.set(key, js.getMember(value, key));
  }
  assignPattern(js, rest, left, write);
}

/** A place that is read and then written, its parts evaluated once. */
interface Place {
  get(): Value;
  set(value: Value): void;
}

function placeOf(js: Script, target: Expr | Pattern): Place {
  if (target.kind === 'Identifier') {
    return {
      get: () => readName(js, target),
      set: (value) => {
        assignName(js, target.name, value);
      },
    };
  }
  if (target.kind === 'Member' || target.kind === 'Index') {
    const object = target.object.kind === 'Super' ? superSelf(js) : evaluate(js, target.object);
    const index = target.kind === 'Member' ? target.name : evaluate(js, target.index);
    return {
      get: () => (target.kind === 'Member' ? js.getMember(object, target.name) : js.getItem(object, index)),
      set: (value) => {
        if (object instanceof Unknown) {
          setMember(js, object, '', value);
          return;
        }
        const key = toKey(js, index);
        if (key instanceof Unknown) js.taint(object, key);
        else js.setItem(object, index, key, value);
      },
    };
  }
  const unknown = js.unknown('what is assigned to does not parse');
  return { get: () => unknown, set: () => undefined };
}

export function assignExpression(js: Script, expr: AssignExpr): Value {
  const { op, target } = expr;
  if (op === null) {
    if (target.kind === 'Member' || target.kind === 'Index') {
      const place = placeOf(js, target);
      const value = evaluate(js, expr.value);
      js.frame.at = expr.at;
      place.set(value);
      return value;
    }
    const value = evaluate(js, expr.value);
    assignPattern(js, target, value);
    return value;
  }
  const place = placeOf(js, target);
  const before = place.get();
  if (op === '&&' || op === '||' || op === '??') return assignIf(js, expr, place, before);
  const operand = evaluate(js, expr.value);
  js.frame.at = expr.at;
  const value = binary(js, op, before, operand);
  place.set(value);
  return value;
}

/** `a ||= b`: only written where the left side asks for it. */
function assignIf(js: Script, { op, value, at }: AssignExpr, place: Place, before: Value): Value {
  const asks = op === '??' ? isMissing(before) : js.truth(before);
  const write = (): Value => {
    const made = evaluate(js, value);
    js.frame.at = at;
    place.set(made);
    return made;
  };
  const isWanted = op !== '||';
  if (asks instanceof Unknown) {
    return isWanted ? choose(js.rt, asks, write, () => before) : choose(js.rt, asks, () => before, write);
  }
  return asks === isWanted ? write() : before;
}

function isMissing(value: Value): boolean | Unknown {
  return value instanceof Unknown ? value : isNullish(value);
}

export function updateExpression(js: Script, { by, isPrefix, target, at }: UpdateExpr): Value {
  const place = placeOf(js, target);
  js.frame.at = at;
  const before = place.get();
  if (before instanceof Unknown) {
    place.set(before);
    return before;
  }
  const [old, next] = stepped(js, before, by);
  place.set(next);
  return isPrefix ? next : old;
}

function stepped(js: Script, before: Value, by: 1 | -1): readonly [Value, Value] {
  if (typeof before === 'number') return [before, fromNumber(before + by)];
  if (before instanceof Indexed) {
    const next = mapIndexed(before, (inner) =>
      fromNumber((inner instanceof PyFloat ? inner.value : Number(inner)) + by),
    );
    if (next !== undefined) return [before, next];
  }
  const primitive = toPrimitive(js, before, 'number');
  if (primitive instanceof Unknown) return [primitive, primitive];
  if (typeof primitive === 'bigint') return [primitive, primitive + BigInt(by)];
  const number = numberOf(js, primitive);
  return [fromNumber(number), fromNumber(number + by)];
}
