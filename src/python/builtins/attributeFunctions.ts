/** Functions about attributes, types and names: `getattr`, `isinstance`, `dir`, … */
import type { Runtime } from '../runtime/api.ts';
import { givesAmounts, someCount } from '../runtime/amounts.ts';
import { HostObject } from '../runtime/host.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import {
  BoundMethod,
  NativeFunction,
  PyClass,
  PyDict,
  PyFunction,
  PyList,
  PyModule,
  PyObject,
  PyTuple,
  Unknown,
} from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import type { CompareOperator } from '../syntax/ast.ts';
import { asciiOf } from './format.ts';
import { GenericAlias } from './genericAlias.ts';
import { attributeNames } from './objectClass.ts';

function getAttribute(rt: Runtime, args: Args): Value {
  const object = args.value('object');
  const name = args.string('name');
  if (!args.given('default')) return rt.getAttribute(object, name);
  const value = rt.findAttribute(object, name);
  return value === undefined ? args.value('default') : value;
}

function hasAttribute(rt: Runtime, args: Args): Value {
  return hasName(rt, args.known('object'), args.string('name'));
}

function hasName(rt: Runtime, object: Value, name: string): boolean | Unknown {
  const value = rt.findAttribute(object, name);
  if (!(value instanceof Unknown)) return value !== undefined;
  // Unknown may be what is stored there, or whether it is there.
  const isStored =
    (object instanceof PyObject &&
      (object.attrs.has(name) || rt.findInClass(object.cls, name) !== undefined)) ||
    (object instanceof PyModule && object.vars.has(name)) ||
    (object instanceof PyClass && rt.findInClass(object, name) !== undefined);
  return isStored ? true : value;
}

function setAttribute(rt: Runtime, args: Args): Value {
  const object = args.value('object');
  const name = args.value('name');
  if (name instanceof Unknown) rt.recorder.taint(object, name);
  else rt.setAttribute(object, args.string('name'), args.value('value'));
  return null;
}

function isSubclass(rt: Runtime, cls: Value, base: Value): boolean | Unknown {
  if (cls instanceof Unknown) return cls;
  if (base instanceof Unknown) return base;
  if (base instanceof PyTuple) {
    let unknown: Unknown | null = null;
    for (const one of base.items) {
      const result = isSubclass(rt, cls, one);
      if (result === true) return true;
      if (result instanceof Unknown) unknown ??= result;
    }
    return unknown ?? false;
  }
  if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'issubclass() arg 1 must be a class');
  if (base instanceof GenericAlias) return isSubclass(rt, cls, base.origin);
  if (!(base instanceof PyClass)) {
    throw rt.error('TypeError', 'issubclass() arg 2 must be a class, a tuple of classes, or a union');
  }
  if (cls.isSubclassOf(base)) return true;
  const check = base.metaclass === null ? undefined : rt.findInClass(base.metaclass, '__subclasscheck__');
  if (check !== undefined) {
    const result = rt.truth(rt.call(check, [base, cls]));
    if (result !== false) return result;
  }
  return cls.unknownBase ?? false;
}

export function isCallable(rt: Runtime, value: Value): boolean | Unknown {
  if (value instanceof Unknown) return value;
  if (value instanceof PyFunction || value instanceof NativeFunction || value instanceof BoundMethod) {
    return true;
  }
  if (value instanceof PyClass) return true;
  if (value instanceof PyObject) {
    if (rt.findInClass(value.cls, '__call__') !== undefined) return true;
    return value.cls.unknownBase ?? false;
  }
  return value instanceof HostObject && value.call !== HostObject.prototype.call;
}

/** `dir(module)` of a module that is not listed in full: whether it has a name can be told, how many not. */
class ModuleNames extends HostObject {
  readonly module: PyModule;

  constructor(module: PyModule) {
    super();
    this.module = module;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('list');
  }

  override compare(rt: Runtime, op: CompareOperator, other: Value, reflected: boolean): Value | undefined {
    if (op !== 'in' || !reflected) return this.#unknown(rt);
    return typeof other === 'string' ? hasName(rt, this.module, other) : other instanceof Unknown && other;
  }

  override iterate(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override length(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override getItem(rt: Runtime): Unknown {
    return this.#unknown(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return name.startsWith('__') ? undefined : this.#unknown(rt);
  }

  #unknown(rt: Runtime): Unknown {
    return rt.unknown(`all names of ${this.module.name}`);
  }
}

function directory(rt: Runtime, args: Args): Value {
  if (!args.given('object')) return rt.unknown('the names in scope');
  const object = args.known('object');
  if (!(object instanceof PyModule)) {
    const own = object instanceof PyObject ? rt.findInClass(object.cls, '__dir__') : undefined;
    if (own !== undefined && !(own instanceof NativeFunction)) return rt.call(own, [object]);
    return new PyList(attributeNames(rt, object));
  }
  if (object.lazy !== null) return new ModuleNames(object);
  return new PyList([...object.vars.keys()].sort());
}

function globals(rt: Runtime): Value {
  const name = rt.origin()?.moduleName;
  const module = name === undefined ? undefined : rt.modules.get(name);
  return module === undefined ? rt.unknown('the global names here') : new PyDict(module.vars);
}

export const attributeFunctions: readonly NativeFunction[] = [
  native('getattr(object, name, default=None, /)', getAttribute),
  native('hasattr(object, name, /)', hasAttribute),
  native('setattr(object, name, value, /)', setAttribute),
  native('delattr(object, name, /)', (rt, args) => {
    rt.deleteAttribute(args.value('object'), args.string('name'));
    return null;
  }),
  native('isinstance(object, classinfo, /)', (rt, args) =>
    rt.isInstance(args.value('object'), args.value('classinfo')),
  ),
  native('issubclass(cls, base, /)', (rt, args) => isSubclass(rt, args.value('cls'), args.value('base'))),
  native('callable(object, /)', (rt, args) => isCallable(rt, args.value('object'))),
  givesAmounts(
    native('len(object, /)', (rt, args) => {
      const length = rt.length(args.value('object'));
      return length instanceof Unknown ? someCount(length) : length;
    }),
  ),
  native('repr(object, /)', (rt, args) => rt.repr(args.value('object'))),
  native('ascii(object, /)', (rt, args) => {
    const text = rt.repr(args.value('object'));
    return text instanceof Unknown ? text : asciiOf(text);
  }),
  native("format(value, spec='', /)", (rt, args) => rt.format(args.value('value'), args.string('spec'))),
  native('dir(object=None, /)', directory),
  native('globals()', globals),
];
