/**
 * What an index that is unknown reaches is one of the elements, nobody knows which. Reading it gives something unknown;
 * to change it changes one of them, so that from then on none of them is known.
 */
import type { Interpreter } from './interpreter.ts';
import { PyDict, PyList, PySet, Unknown, type PyTuple, type Value } from './values.ts';

type Container = PyDict | PyList | PyTuple;

const CHANGES: ReadonlySet<string> = new Set([
  'add',
  'append',
  'clear',
  'discard',
  'extend',
  'insert',
  'pop',
  'popitem',
  'remove',
  'setdefault',
  'update',
]);

const containers = new WeakMap<Unknown, Container>();

/** One of the elements of `container`, at an index that is unknown. */
export function oneOf(container: Container, { reason, span }: Unknown): Unknown {
  const one = new Unknown(reason, span);
  containers.set(one, container);
  return one;
}

/** A method of this name is looked up on something unknown, to be called. */
export function reachedBy(it: Interpreter, object: Unknown, name: string): void {
  if (CHANGES.has(name)) changeReached(it, object);
}

/** Something unknown is changed: whatever it may be one of is not known any more. */
export function changeReached(it: Interpreter, object: Unknown): void {
  const container = containers.get(object);
  if (container === undefined) return;
  const elements: Iterable<Value> =
    container instanceof PyDict ? container.entries.values() : container.items;
  for (const element of elements) {
    it.spend(1);
    if (element instanceof PyList || element instanceof PyDict || element instanceof PySet) {
      it.taint(element, object);
    }
  }
}
