/** Attribute access: descriptors, instances, classes, modules, functions and library objects. */
import { withoutAmount } from './amounts.ts';
import { HostObject } from './host.ts';
import { functionAttribute, method, propertyAccessor } from './functionAttributes.ts';
import { pathOf } from '../imports/uris.ts';
import { instanceDict, lostAttribute, replaceInstanceDict } from './instanceDict.ts';
import type { Interpreter } from './interpreter.ts';
import { Store } from './journal.ts';
import { reachedBy } from './reached.ts';
import { PyRaise } from './signals.ts';
import {
  BoundMethod,
  ClassMethod,
  Indexed,
  NativeFunction,
  PyClass,
  PyDict,
  PyFunction,
  PyList,
  PyModule,
  PyObject,
  PyProperty,
  PySuper,
  PyTuple,
  StaticMethod,
  Unknown,
} from './values.ts';
import type { Value } from './values.ts';

export function getAttribute(it: Interpreter, object: Value, name: string): Value {
  const value = findAttribute(it, object, name);
  if (value !== undefined) return value;
  throw it.error(
    'AttributeError',
    object instanceof PyClass
      ? `type object '${object.name}' has no attribute '${name}'`
      : object instanceof PyModule
        ? `module '${object.name}' has no attribute '${name}'`
        : `'${it.typeName(object)}' object has no attribute '${name}'`,
  );
}

export function findAttribute(it: Interpreter, object: Value, name: string): Value | undefined {
  if (object instanceof Unknown) {
    reachedBy(it, object, name);
    return withoutAmount(object);
  }
  if (object instanceof Indexed) return findAttribute(it, object.value, name);
  if (object instanceof PyObject) return objectAttribute(it, object, name);
  if (object instanceof PyClass) return classAttribute(it, object, name);
  if (object instanceof PyModule) return moduleAttribute(it, object, name);
  if (object instanceof PySuper) return superAttribute(it, object, name);
  if (object instanceof HostObject) {
    const own = object.getAttribute(it, name);
    if (own !== undefined) return own;
    return name === '__class__' ? it.classOf(object) : viaClass(it, object, it.classOf(object), name);
  }
  if (object instanceof PyFunction || object instanceof NativeFunction || object instanceof BoundMethod) {
    const special = functionAttribute(it, object, name);
    if (special !== undefined) return special;
  }
  if (object instanceof PyProperty) {
    const accessor = propertyAccessor(object, name);
    if (accessor !== undefined) return accessor;
  }
  if ((object instanceof StaticMethod || object instanceof ClassMethod) && name === '__func__') {
    return object.fn;
  }
  if (hasInstanceAttributes(object)) {
    const own = object.attrs?.get(name);
    if (own !== undefined) return own;
    if (name === '__dict__') return instanceDict((object.attrs ??= new Store()));
  }
  if (name === '__class__') return it.classOf(object);
  const found = viaClass(it, object, it.classOf(object), name);
  const isLost = found === undefined && hasInstanceAttributes(object);
  return isLost ? (lostAttribute(object.attrs, name) ?? undefined) : found;
}

type Container = Value & {
  readonly serial: number;
  attrs: Store<string, Value> | null;
  cls: PyClass | null;
};

function hasInstanceAttributes(value: Value): value is Container & Value {
  return (
    typeof value === 'object' && value !== null && 'attrs' in value && 'cls' in value && 'serial' in value
  );
}

/** What the class gives, bound to the object. */
function viaClass(it: Interpreter, object: Value, cls: PyClass, name: string): Value | undefined {
  const found = it.findInClass(cls, name);
  if (found !== undefined) return bind(it, found, object, cls);
  const fallback = it.findInClass(cls, '__getattr__');
  if (fallback !== undefined) return orMissing(() => it.call(fallback, [object, name]));
  return cls.unknownBase ?? undefined;
}

function objectAttribute(it: Interpreter, object: PyObject, name: string): Value | undefined {
  const custom = it.findInUserClass(object.cls, '__getattribute__');
  return custom === undefined
    ? plainObjectAttribute(it, object, name)
    : orMissing(() => it.call(custom, [object, name]));
}

/** `object.__getattribute__`. */
export function plainObjectAttribute(it: Interpreter, object: PyObject, name: string): Value | undefined {
  const inClass = it.findInClass(object.cls, name);
  if (inClass instanceof PyProperty) {
    if (inClass.cached) {
      const stored = object.attrs.get(name);
      if (stored !== undefined) return stored;
      const value = it.call(inClass.getter, [object]);
      it.journal.mapSet(object.attrs, name, value);
      return value;
    }
    return readProperty(it, object, inClass, name);
  }
  const own = object.attrs.get(name);
  if (own !== undefined) return own;
  if (inClass !== undefined) return bind(it, inClass, object, object.cls);
  if (name === '__class__') return object.cls;
  if (name === '__dict__') return instanceDict(object.attrs);
  if (object.payload !== undefined) {
    const fromPayload = it.findInClass(it.classOf(object.payload), name);
    if (fromPayload !== undefined) return bind(it, fromPayload, object.payload, object.cls);
  }
  const fallback = it.findInClass(object.cls, '__getattr__');
  if (fallback !== undefined) {
    const value = orMissing(() => it.call(fallback, [object, name]));
    if (value !== undefined) return value;
  }
  return object.cls.unknownBase ?? lostAttribute(object.attrs, name) ?? undefined;
}

/** A property that raises AttributeError falls through to `__getattr__`, as in Python. */
function readProperty(
  it: Interpreter,
  object: PyObject,
  property: PyProperty,
  name: string,
): Value | undefined {
  const fallback = it.findInClass(object.cls, '__getattr__');
  if (fallback === undefined) return it.call(property.getter, [object]);
  return (
    orMissing(() => it.call(property.getter, [object])) ?? orMissing(() => it.call(fallback, [object, name]))
  );
}

/** Undefined where the call raises AttributeError. */
function orMissing(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PyRaise && error.exception.cls.name === 'AttributeError') return undefined;
    throw error;
  }
}

/** What a plain object would find: no property fallback, no `__getattr__`. */
export function findInstanceAttribute(it: Interpreter, object: PyObject, name: string): Value | undefined {
  const own = object.attrs.get(name);
  if (own !== undefined) return own;
  const inClass = it.findInClass(object.cls, name);
  return inClass === undefined ? undefined : bind(it, inClass, object, object.cls);
}

function classAttribute(it: Interpreter, cls: PyClass, name: string): Value | undefined {
  const found = it.findInClass(cls, name);
  if (found !== undefined) {
    if (found instanceof StaticMethod) return found.fn;
    if (found instanceof ClassMethod) return boundToClass(it, cls, found);
    if (found instanceof PyObject) return descriptor(it, found, null, cls);
    return found;
  }
  switch (name) {
    case '__name__':
      return cls.name;
    case '__qualname__':
      return cls.definition?.qualname ?? cls.name;
    case '__module__':
      return cls.definition?.origin.moduleName ?? 'builtins';
    case '__mro__':
      return new PyTuple(cls.mro);
    case '__bases__':
      return new PyTuple(cls.bases);
    case '__dict__':
      return new PyDict(cls.dict);
    case '__class__':
      return cls.metaclass ?? it.builtinClass('type');
    case '__doc__':
      return null;
    case '__annotations__':
      return new PyDict();
    default:
      break;
  }
  if (cls.metaclass !== null) {
    const meta = it.findInClass(cls.metaclass, name);
    if (meta !== undefined) return bind(it, meta, cls, cls.metaclass);
    const fallback = it.findInClass(cls.metaclass, '__getattr__');
    if (fallback !== undefined) return orMissing(() => it.call(fallback, [cls, name]));
  }
  const onType = it.findInClass(it.builtinClass('type'), name);
  if (onType !== undefined) return bind(it, onType, cls, it.builtinClass('type'));
  return cls.unknownBase ?? undefined;
}

function moduleAttribute(it: Interpreter, module: PyModule, name: string): Value | undefined {
  const own = module.vars.get(name);
  if (own !== undefined) return own;
  const lazy = module.lazy?.(it, name);
  if (lazy !== undefined) {
    // Not a write of the program: the same member would come into being the next time. What is unknown may not exist.
    if (!(lazy instanceof Unknown)) module.vars.set(name, lazy);
    return lazy;
  }
  switch (name) {
    case '__name__':
      return module.name;
    case '__file__':
      return module.uri === null ? null : pathOf(module.uri);
    case '__dict__':
      it.importer.complete(module);
      return new PyDict(module.vars);
    case '__doc__':
      return null;
    default:
      break;
  }
  const fallback = module.vars.get('__getattr__');
  if (fallback !== undefined) {
    const value = orMissing(() => it.call(fallback, [name]));
    if (value !== undefined) return value;
  }
  return it.importer.submodule(module, name) ?? it.incompleteModules.get(module.name);
}

function superAttribute(it: Interpreter, proxy: PySuper, name: string): Value | undefined {
  const { self, after } = proxy;
  // In a metaclass `self` is a class, and an instance of the metaclass at once.
  const viaClassItself = self instanceof PyClass && self.mro.includes(after);
  const cls = viaClassItself ? self : it.classOf(self);
  const start = cls.mro.indexOf(after) + 1;
  for (const base of cls.mro.slice(start)) {
    const found = base.dict.get(name);
    if (found === undefined) continue;
    if (!viaClassItself) return bind(it, found, self, cls);
    if (found instanceof ClassMethod) return boundToClass(it, self, found);
    return found instanceof StaticMethod ? found.fn : found;
  }
  if (name === '__class__') return it.builtinClass('super');
  return after.unknownBase ?? cls.unknownBase ?? undefined;
}

/** Applies the descriptor protocol to something found in a class. */
function bind(it: Interpreter, found: Value, object: Value, cls: PyClass): Value {
  if (found instanceof PyFunction) return new BoundMethod(object, found);
  if (found instanceof NativeFunction) return found.isMethod ? new BoundMethod(object, found) : found;
  if (found instanceof PyProperty) return it.call(found.getter, [object]);
  if (found instanceof StaticMethod) return found.fn;
  if (found instanceof ClassMethod) {
    return boundToClass(it, object instanceof PyClass ? object : cls, found);
  }
  if (found instanceof PyObject) return descriptor(it, found, object, cls);
  return found instanceof HostObject ? found.bindTo(it, object) : found;
}

/** What a class method holds may itself be wrapped: `@classmethod` over `@lru_cache`. */
function boundToClass(it: Interpreter, receiver: Value, { fn }: ClassMethod): Value {
  return fn instanceof HostObject ? fn.bindTo(it, receiver) : method(receiver, fn);
}

function descriptor(it: Interpreter, found: PyObject, object: Value, cls: PyClass): Value {
  const get = it.findInUserClass(found.cls, '__get__');
  return get === undefined ? found : it.call(get, [found, object, cls]);
}

export function setAttribute(it: Interpreter, object: Value, name: string, value: Value): void {
  if (object instanceof Unknown) return;
  if (object instanceof PyObject) {
    const custom = it.findInClass(object.cls, '__setattr__');
    if (custom !== undefined && custom !== it.plainSetAttribute) {
      it.call(custom, [object, name, value]);
      return;
    }
    setPlainAttribute(it, object, name, value);
    return;
  }
  if (object instanceof PyClass) {
    if (name === '__name__' && typeof value === 'string') it.journal.setField(object, 'name', value);
    else it.journal.mapSet(object.dict, name, value);
    return;
  }
  if (object instanceof PyModule) {
    it.journal.mapSet(object.vars, name, value);
    return;
  }
  if (object instanceof PyFunction) {
    it.journal.mapSet(object.attrs, name, value);
    return;
  }
  if (object instanceof BoundMethod && object.fn instanceof PyFunction) {
    it.journal.mapSet(object.fn.attrs, name, value);
    return;
  }
  if (object instanceof HostObject) {
    if (object.setAttribute(it, name, value)) return;
  } else if (hasInstanceAttributes(object) && object.cls !== null) {
    const custom = it.findInUserClass(object.cls, '__setattr__');
    if (custom !== undefined) {
      it.call(custom, [object, name, value]);
      return;
    }
    if (name === '__dict__') replaceInstanceDict(it, object, value);
    else it.journal.mapSet((object.attrs ??= new Store()), name, value);
    return;
  }
  if (object instanceof PySuper && object.self instanceof PyObject) {
    setPlainAttribute(it, object.self, name, value);
    return;
  }
  // What a function of the library says of itself. Defaults that are missing then are missed where it is called.
  if (object instanceof NativeFunction && /^__(?:kw)?(?:defaults|doc|name|qualname|module)__$/.test(name)) {
    return;
  }
  throw it.error('AttributeError', `'${it.typeName(object)}' object has no attribute '${name}'`);
}

/** `object.__setattr__`: properties and descriptors of the class, else the instance. */
export function setPlainAttribute(it: Interpreter, object: PyObject, name: string, value: Value): void {
  const inClass = it.findInClass(object.cls, name);
  if (inClass instanceof PyProperty && !inClass.cached) {
    if (inClass.setter === null) {
      throw it.error('AttributeError', `property '${name}' of '${object.cls.name}' object has no setter`);
    }
    it.call(inClass.setter, [object, value]);
    return;
  }
  if (inClass instanceof PyObject) {
    const set = it.findInUserClass(inClass.cls, '__set__');
    if (set !== undefined) {
      it.call(set, [inClass, object, value]);
      return;
    }
  }
  if (!object.attrs.has(name) && hasNoSlot(object.cls, name)) {
    throw it.error('AttributeError', `'${object.cls.name}' object has no attribute '${name}'`);
  }
  if (name === '__dict__') replaceInstanceDict(it, object, value);
  else it.journal.mapSet(object.attrs, name, value);
}

/** Classes that name their attributes in `__slots__`, all of them, take no others. */
function hasNoSlot(cls: PyClass, name: string): boolean {
  if (!cls.dict.has('__slots__') || cls.unknownBase !== null) return false;
  for (const base of cls.mro) {
    if (base.bases.length === 0) continue;
    const slots = base.dict.get('__slots__');
    const names = slots instanceof PyTuple || slots instanceof PyList ? slots.items : [slots ?? '__dict__'];
    if (names.includes(name) || names.includes('__dict__')) return false;
  }
  return true;
}

export function deleteAttribute(it: Interpreter, object: Value, name: string): void {
  if (object instanceof Unknown) return;
  if (object instanceof PyObject) {
    const custom = it.findInClass(object.cls, '__delattr__');
    if (custom !== undefined && custom !== it.builtinClass('object').dict.get('__delattr__')) {
      it.call(custom, [object, name]);
      return;
    }
    const property = it.findInClass(object.cls, name);
    if (property instanceof PyProperty && property.deleter !== null) {
      it.call(property.deleter, [object]);
      return;
    }
  }
  if (hasInstanceAttributes(object) && object.cls !== null) {
    const custom = it.findInUserClass(object.cls, '__delattr__');
    if (custom !== undefined) {
      it.call(custom, [object, name]);
      return;
    }
  }
  const store = storeOf(object);
  if (store === null || !it.journal.mapDelete(store, name)) {
    throw it.error('AttributeError', `'${it.typeName(object)}' object has no attribute '${name}'`);
  }
}

function storeOf(object: Value): Store<string, Value> | null {
  if (object instanceof PyObject || object instanceof PyFunction) return object.attrs;
  if (object instanceof PyClass) return object.dict;
  if (object instanceof PyModule) return object.vars;
  return hasInstanceAttributes(object) ? object.attrs : null;
}
