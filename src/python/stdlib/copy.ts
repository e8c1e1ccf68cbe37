/** `copy`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass } from '../runtime/native.ts';
import { Store } from '../runtime/journal.ts';
import { PyDict, PyList, PyObject, PySet } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { dictCopy } from '../builtins/hash.ts';
import { libraryModule } from './module.ts';

/** `copy.copy`: a new container or object with the same content. */
export function shallowCopy(rt: Runtime, value: Value): Value {
  if (value instanceof PyObject) {
    const own = rt.findInClass(value.cls, '__copy__');
    if (own !== undefined) return rt.call(own, [value]);
    if (value.cls.dict.has('__members__')) return value;
    const copy = rt.createObject(value.cls, value.payload);
    for (const [name, item] of value.attrs) copy.attrs.set(name, item);
    return copy;
  }
  const copy = containerCopy(rt, value);
  if (copy === undefined) return value;
  copy.cls = value instanceof PyList || value instanceof PyDict || value instanceof PySet ? value.cls : null;
  if (hasAttributes(value) && value.attrs !== null) copy.attrs = new Store(value.attrs);
  return copy;
}

function hasAttributes(value: Value): value is PyList | PyDict | PySet {
  return value instanceof PyList || value instanceof PyDict || value instanceof PySet;
}

function containerCopy(rt: Runtime, value: Value): PyList | PyDict | PySet | undefined {
  if (value instanceof PyList) {
    const copy = new PyList([...value.items]);
    copy.taint = value.taint;
    return copy;
  }
  if (value instanceof PyDict) {
    const copy = dictCopy(rt, value);
    copy.defaultFactory = value.defaultFactory;
    return copy;
  }
  if (value instanceof PySet && !value.frozen) {
    const copy = new PySet(false);
    for (const [key, item] of value.entries) copy.entries.set(key, item);
    copy.taint = value.taint;
    return copy;
  }
  return undefined;
}

export const copyModule = libraryModule('copy', (rt) => [
  native('copy(x)', (inner, args) => shallowCopy(inner, args.value('x'))),
  native('deepcopy(x, memo=None)', (inner, args) => inner.deepCopy(args.value('x'))),
  nativeClass('Error', [rt.builtinClass('Exception')], []),
]);
