/** Assignment targets: names, attributes, subscripts and unpacking. */
import type { Expr } from '../syntax/ast.ts';
import { evaluate } from './expressions.ts';
import { HostObject } from './host.ts';
import type { Interpreter } from './interpreter.ts';
import { assignName, deleteName, mangled } from './scopes.ts';
import { PyList, PyTuple, Unknown } from './values.ts';
import type { Value } from './values.ts';

export function assignTarget(it: Interpreter, target: Expr, value: Value): void {
  switch (target.kind) {
    case 'Name':
      assignName(it, it.frame.scope, mangled(it, target.name), value);
      return;
    case 'Attribute': {
      const object = evaluate(it, target.object);
      it.frame.at = target.at;
      it.setAttribute(object, mangled(it, target.name), value);
      return;
    }
    case 'Subscript': {
      const object = evaluate(it, target.object);
      const key = evaluate(it, target.index);
      it.frame.at = target.at;
      it.setItem(object, key, value);
      return;
    }
    case 'Tuple':
    case 'List':
      unpack(it, target.items, value, target);
      return;
    case 'Starred':
      assignTarget(it, target.value, value);
      return;
    default:
      it.frame.at = target.at;
      throw it.error('SyntaxError', 'cannot assign to this expression');
  }
}

function unpack(it: Interpreter, targets: readonly Expr[], value: Value, whole: Expr): void {
  it.frame.at = whole.at;
  const elements =
    value instanceof PyTuple || (value instanceof PyList && value.taint === null)
      ? value.items
      : it.elements(value);
  if (elements instanceof Unknown) {
    const each = uniformElement(it, value) ?? elements;
    for (const target of targets) assignTarget(it, target, target.kind === 'Starred' ? elements : each);
    return;
  }
  const star = targets.findIndex((target) => target.kind === 'Starred');
  if (star < 0) {
    if (elements.length !== targets.length) {
      throw it.error(
        'ValueError',
        elements.length > targets.length
          ? `too many values to unpack (expected ${targets.length})`
          : `not enough values to unpack (expected ${targets.length}, got ${elements.length})`,
      );
    }
    for (const [i, target] of targets.entries()) assignTarget(it, target, elements[i] ?? null);
    return;
  }
  const after = targets.length - star - 1;
  if (elements.length < star + after) {
    throw it.error(
      'ValueError',
      `not enough values to unpack (expected at least ${star + after}, got ${elements.length})`,
    );
  }
  const middle = elements.length - after;
  for (const [i, target] of targets.entries()) {
    if (i === star) assignTarget(it, target, new PyList(elements.slice(star, middle)));
    else assignTarget(it, target, elements[i < star ? i : middle + (i - star - 1)] ?? null);
  }
}

/** A library may not know how many elements there are, but what each of them is. */
function uniformElement(it: Interpreter, value: Value): Value | undefined {
  if (!(value instanceof HostObject)) return undefined;
  const source = it.iterate(value);
  return 'kind' in source && source.kind === 'host-iteration' ? source.element(0) : undefined;
}

export function deleteTarget(it: Interpreter, target: Expr): void {
  it.frame.at = target.at;
  switch (target.kind) {
    case 'Name':
      deleteName(it, it.frame.scope, target.name);
      return;
    case 'Attribute':
      it.deleteAttribute(evaluate(it, target.object), target.name);
      return;
    case 'Subscript':
      it.deleteItem(evaluate(it, target.object), evaluate(it, target.index));
      return;
    case 'Tuple':
    case 'List':
      for (const item of target.items) deleteTarget(it, item);
      return;
    default:
      throw it.error('SyntaxError', 'cannot delete this expression');
  }
}
