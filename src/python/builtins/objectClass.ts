/** `object` and `type`. */
import type { Runtime } from '../runtime/api.ts';
import { Store } from '../runtime/journal.ts';
import { replaceInstanceDict } from '../runtime/instanceDict.ts';
import { native, nativeClassMethod, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import {
  NOT_IMPLEMENTED,
  NativeFunction,
  PyClass,
  PyDict,
  PyList,
  PyObject,
  PyProperty,
  PySet,
  PySuper,
  PyTuple,
  StaticMethod,
  Unknown,
} from '../runtime/values.ts';
import type { CallArgs, Value } from '../runtime/values.ts';
import { dictItems, hashNumber } from './hash.ts';
import { defaultRepr, builtinRepr, formatValue } from './format.ts';
import { bindMethod, classArgument, elementsOf } from './natives.ts';

/** Whether a class defines the method itself rather than taking `object`'s. */
function overrides(rt: Runtime, cls: PyClass, name: string): boolean {
  return rt.findInClass(cls, name) !== rt.builtinClass('object').dict.get(name);
}

function hasArguments(args: Args): boolean {
  return args.rest.length > 0 || args.extra.size > 0;
}

function create(rt: Runtime, args: Args): Value {
  const cls = classArgument(rt, args);
  const rejects = hasArguments(args) && cls.unknownBase === null && !overrides(rt, cls, '__init__');
  if (rejects) throw rt.error('TypeError', `${cls.name}() takes no arguments`);
  if (cls.definition === null && overrides(rt, cls, '__new__')) {
    throw rt.error('TypeError', `object.__new__(${cls.name}) is not safe, use ${cls.name}.__new__()`);
  }
  return rt.createObject(cls);
}

function initialize(rt: Runtime, args: Args): null {
  const cls = rt.classOf(args.value('self'));
  const rejects =
    hasArguments(args) &&
    cls.unknownBase === null &&
    (overrides(rt, cls, '__init__') || !overrides(rt, cls, '__new__'));
  if (rejects) {
    throw rt.error('TypeError', 'object.__init__() takes exactly one argument (the instance to initialize)');
  }
  return null;
}

/** `object.__setattr__`: properties and descriptors of the class, else the instance. */
function setPlain(rt: Runtime, args: Args): null {
  const self = args.known('self');
  const name = args.string('name');
  const value = args.value('value');
  if (isContainer(self) && self.cls !== null) {
    if (name === '__dict__') replaceInstanceDict(rt, self, value);
    else rt.journal.mapSet((self.attrs ??= new Store()), name, value);
    return null;
  }
  if (!(self instanceof PyObject)) {
    rt.setAttribute(self, name, value);
    return null;
  }
  const inClass = rt.findInClass(self.cls, name);
  if (inClass instanceof PyProperty && !inClass.cached) {
    if (inClass.setter === null) {
      throw rt.error('AttributeError', `property '${name}' of '${self.cls.name}' object has no setter`);
    }
    rt.call(inClass.setter, [self, value]);
    return null;
  }
  const set = inClass instanceof PyObject ? rt.findInClass(inClass.cls, '__set__') : undefined;
  if (inClass !== undefined && set !== undefined) rt.call(set, [inClass, self, value]);
  else if (name === '__dict__') replaceInstanceDict(rt, self, value);
  else rt.journal.mapSet(self.attrs, name, value);
  return null;
}

/** An instance of a subclass of these holds its attributes beside its elements. */
function isContainer(value: Value): value is PyList | PyTuple | PyDict | PySet {
  return (
    value instanceof PyList || value instanceof PyTuple || value instanceof PyDict || value instanceof PySet
  );
}

function deletePlain(rt: Runtime, args: Args): null {
  const self = args.known('self');
  const name = args.string('name');
  if (!(self instanceof PyObject)) rt.deleteAttribute(self, name);
  else if (!rt.journal.mapDelete(self.attrs, name)) {
    throw rt.error('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
  }
  return null;
}

function getPlain(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  const name = args.string('name');
  if (!(self instanceof PyObject)) return rt.getAttribute(self, name);
  const inClass = rt.findInClass(self.cls, name);
  if (inClass instanceof PyProperty) return rt.call(inClass.getter, [self]);
  const stored = rt.findInstanceAttribute(self, name);
  if (stored !== undefined) return stored;
  const special = specialAttribute(self, name) ?? self.cls.unknownBase;
  if (special !== null) return special;
  throw rt.error('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
}

function specialAttribute(self: PyObject, name: string): PyDict | PyClass | null {
  if (name === '__dict__') return new PyDict(self.attrs);
  return name === '__class__' ? self.cls : null;
}

function text(self: Value, rt: Runtime): Value {
  return self instanceof PyObject && typeof self.payload === 'string' ? self.payload : rt.repr(self);
}

function plainRepr(rt: Runtime, self: Value): Value {
  const isContainer =
    self instanceof PyDict || self instanceof PyList || self instanceof PySet || self instanceof PyTuple;
  return isContainer ? builtinRepr(rt, self) : defaultRepr(rt, self);
}

/** Names of what an object has, for `dir`. */
export function attributeNames(rt: Runtime, value: Value): string[] {
  const names = new Set<string>();
  const cls = value instanceof PyClass ? value : rt.classOf(value);
  for (const base of cls.mro) for (const name of base.dict.keys()) names.add(name);
  if (value instanceof PyObject) for (const name of value.attrs.keys()) names.add(name);
  return [...names].sort();
}

/** What `copyreg` makes an object of again. */
const reconstructor = native('_reconstructor(cls, base, state)', (rt, args) =>
  rt.call(rt.getAttribute(args.value('base'), '__new__'), [args.value('cls')]),
);

/** How pickling takes an object apart: what makes it again, the arguments, and its attributes where it has any. */
function takenApart(rt: Runtime, self: Value): Value {
  const made = new PyTuple([rt.classOf(self), rt.builtinClass('object'), null]);
  const attrs = self instanceof PyObject && self.attrs.size > 0 ? [new PyDict(self.attrs)] : [];
  return new PyTuple([reconstructor, made, ...attrs]);
}

export const objectMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, *args, **kwargs)', create),
  nativeMethod('__init__(self, /, *args, **kwargs)', initialize),
  nativeMethod('__setattr__(self, name, value)', setPlain),
  nativeMethod('__delattr__(self, name)', deletePlain),
  nativeMethod('__getattribute__(self, name)', getPlain),
  nativeMethod('__repr__(self)', (rt, args) => plainRepr(rt, args.value('self'))),
  nativeMethod('__str__(self)', (rt, args) => text(args.value('self'), rt)),
  nativeMethod("__format__(self, spec='')", (rt, args) =>
    formatValue(rt, args.value('self'), args.string('spec')),
  ),
  nativeMethod('__eq__(self, other)', (_rt, args) =>
    args.value('self') === args.value('other') ? true : NOT_IMPLEMENTED,
  ),
  nativeMethod('__ne__(self, other)', (_rt, args) =>
    args.value('self') === args.value('other') ? false : NOT_IMPLEMENTED,
  ),
  nativeMethod('__hash__(self)', (rt, args) => hashNumber(rt, args.value('self'))),
  nativeMethod('__reduce__(self)', (rt, args) => takenApart(rt, args.value('self'))),
  nativeMethod('__dir__(self)', (rt, args) => new PyList(attributeNames(rt, args.value('self')))),
  ['__doc__', null],
  ['__init_subclass__', nativeClassMethod('__init_subclass__(cls, **kwargs)', () => null)],
];

/** `type(x)`, and `type(name, bases, dict)` also for a metaclass. */
function makeType(rt: Runtime, args: Args): Value {
  if (!args.given('bases')) return rt.classOf(args.value('object'));
  const members = args.known('dict');
  if (!(members instanceof PyDict)) throw rt.error('TypeError', 'type.__new__() argument 3 must be dict');
  const named: [string, Value][] = [];
  for (const [key, value] of dictItems(members)) if (typeof key === 'string') named.push([key, value]);
  const bases = elementsOf(rt, args.value('bases'));
  return rt.createClass(args.string('object'), bases, named, metaKeywords(rt, args));
}

function metaKeywords(rt: Runtime, args: Args): ReadonlyMap<string, Value> {
  const cls = args.value('cls');
  return cls === rt.builtinClass('type') ? new Map() : new Map([['metaclass', cls]]);
}

/** `type.__call__`: `__new__`, then `__init__` of what it made. */
export function construct(rt: Runtime, cls: PyClass, args: CallArgs): Value {
  const create = rt.findInClass(cls, '__new__');
  if (create === undefined) return rt.createObject(cls);
  const made = rt.callWith(create instanceof StaticMethod ? create.fn : create, {
    ...args,
    positional: [cls, ...args.positional],
  });
  if (made instanceof Unknown || !rt.classOf(made).isSubclassOf(cls)) return made;
  const init = rt.findInClass(rt.classOf(made), '__init__');
  if (init !== undefined) {
    const result = rt.callWith(bindMethod(made, init), args);
    if (result !== null && !(result instanceof Unknown)) {
      throw rt.error('TypeError', `__init__() should return None, not '${rt.typeName(result)}'`);
    }
  }
  return made;
}

const callType = new NativeFunction(
  '__call__',
  (rt, args) => {
    const [cls, ...positional] = args.positional;
    if (!(cls instanceof PyClass)) throw rt.error('TypeError', "descriptor '__call__' requires a type");
    return construct(rt, cls, { ...args, positional });
  },
  true,
);

export const typeMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, object, bases=None, dict=None, /, **kwargs)', makeType),
  nativeMethod('__init__(self, /, *args, **kwargs)', () => null),
  callType,
  nativeMethod('mro(self)', (rt, args) => new PyList([...classArgument(rt, args, 'self').mro])),
  nativeMethod('__subclasses__(self)', (rt) => rt.unknown('which subclasses a class has')),
  nativeMethod('__instancecheck__(self, instance)', (rt, args) =>
    rt.classOf(args.known('instance')).isSubclassOf(classArgument(rt, args, 'self')),
  ),
  nativeMethod('__subclasscheck__(self, subclass)', (rt, args) =>
    classArgument(rt, args, 'subclass').isSubclassOf(classArgument(rt, args, 'self')),
  ),
];

export const superMembers: readonly NativeFunction[] = [
  native('__new__(cls, type, object=None)', (rt, args) => {
    const after = classArgument(rt, args, 'type');
    if (!args.given('object')) return rt.unknown('an unbound super()');
    const self = args.known('object');
    const cls = self instanceof PyClass && self.isSubclassOf(after) ? self : rt.classOf(self);
    if (!cls.isSubclassOf(after) && cls.unknownBase === null) {
      throw rt.error('TypeError', 'super(type, obj): obj must be an instance or subtype of type');
    }
    return new PySuper(after, self);
  }),
];
