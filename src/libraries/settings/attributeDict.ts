/** Dictionaries whose items are attributes as well, as configuration libraries have them. */
import { updateDict } from '../../python/builtins/dictMethods.ts';
import { dictDelete, dictGet, dictItems, dictSet } from '../../python/builtins/hash.ts';
import { exceptionOf } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod, settled, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyList, PyTuple, StaticMethod } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';

export interface AttributeDictOptions {
  readonly name: string;
  /** What a name gives that is not there. */
  readonly missing: 'AttributeError' | 'empty';
  readonly members?: readonly NativeFunction[];
}

export function selfDict(rt: Runtime, args: Args): PyDict {
  const self = settled(args.value('self'));
  if (self instanceof PyDict) return self;
  throw rt.error('TypeError', 'a configuration is expected');
}

/** Dictionaries inside become of the class as well, lists and tuples of them too. */
export function nested(rt: Runtime, cls: PyClass, value: Value): Value {
  if (value instanceof PyDict) {
    if (value.cls === cls) return value;
    const own = new PyDict();
    own.cls = cls;
    for (const [key, item] of dictItems(value)) dictSet(rt, own, key, nested(rt, cls, item));
    return own;
  }
  if (value instanceof PyList) return new PyList(value.items.map((item) => nested(rt, cls, item)));
  if (value instanceof PyTuple && value.cls === null) {
    return new PyTuple(value.items.map((item) => nested(rt, cls, item)));
  }
  return value;
}

/** The class of such dictionaries, fresh for a runtime. */
export function attributeDictClass(rt: Runtime, options: AttributeDictOptions): PyClass {
  const absent = (inner: Runtime, self: PyDict, name: string): Value => {
    if (options.missing === 'empty') return fill(inner, self, name);
    const message = `'${options.name}' object has no attribute '${name}'`;
    throw exceptionOf(inner, inner.builtinClass('AttributeError'), [message], message);
  };
  const fill = (inner: Runtime, self: PyDict, name: string): Value => {
    const own = new PyDict();
    own.cls = cls;
    dictSet(inner, self, name, own);
    return own;
  };
  const create = native('__new__(cls, *args, **kwargs)', (_inner, args) => {
    const dict = new PyDict();
    const own = args.value('cls');
    dict.cls = own instanceof PyClass ? own : cls;
    return dict;
  });
  const init = nativeMethod('__init__(self, *args, **kwargs)', (inner, args) => {
    const self = selfDict(inner, args);
    const source = new PyDict();
    const [first = null] = args.rest;
    if (first !== null) updateDict(inner, source, first);
    for (const [key, value] of args.extra) dictSet(inner, source, key, value);
    for (const [key, value] of dictItems(source)) dictSet(inner, self, key, nested(inner, cls, value));
    return null;
  });
  const get = nativeMethod('__getattr__(self, name)', (inner, args) => {
    const self = selfDict(inner, args);
    const name = args.string('name');
    return dictGet(inner, self, name) ?? self.taint ?? absent(inner, self, name);
  });
  const set = nativeMethod('__setattr__(self, name, value)', (inner, args) => {
    dictSet(inner, selfDict(inner, args), args.value('name'), nested(inner, cls, args.value('value')));
    return null;
  });
  const remove = nativeMethod('__delattr__(self, name)', (inner, args) => {
    dictDelete(inner, selfDict(inner, args), args.value('name'));
    return null;
  });
  const cls: PyClass = nativeClass(
    options.name,
    [rt.builtinClass('dict')],
    [
      ['__wattlens_overrides__', true],
      ['__new__', new StaticMethod(create)],
      ...[init, get, set, remove, ...(options.members ?? [])].map((fn): [string, Value] => [fn.name, fn]),
    ],
  );
  return cls;
}
