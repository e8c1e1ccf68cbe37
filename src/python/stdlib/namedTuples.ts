/** `collections.namedtuple` and `typing.NamedTuple`: tuples whose items have names. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClassMethod, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { NativeFunction, PyClass, PyProperty, PyTuple, Unknown } from '../runtime/values.ts';
import type { BoundParam, CallArgs, Value, PyDict } from '../runtime/values.ts';
import { dictOf } from '../builtins/hash.ts';
import { elementsOf, receiver, tuple } from '../builtins/natives.ts';
import { bindCall } from './binding.ts';

export interface TupleField {
  readonly name: string;
  readonly default: Value | undefined;
}

/** What a named tuple's class holds. */
export function namedTupleMembers(
  rt: Runtime,
  typeName: string,
  fields: readonly TupleField[],
): (readonly [string, Value])[] {
  const params: BoundParam[] = fields.map((field) => ({
    name: field.name,
    kind: 'normal',
    default: field.default,
  }));
  const names = fields.map((field) => field.name);
  const defaults = fields.flatMap(({ name, default: value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return [
    ['__new__', constructor(typeName, params)],
    ['__repr__', nativeMethod('__repr__(self)', (inner, args) => repr(inner, args, names))],
    ['_make', nativeClassMethod('_make(cls, iterable)', make)],
    ['_replace', replacer(names)],
    ['_asdict', nativeMethod('_asdict(self)', (inner, args) => asDict(inner, self(inner, args), names))],
    [
      '__getnewargs__',
      nativeMethod('__getnewargs__(self)', (inner, args) => tuple(...self(inner, args).items)),
    ],
    ['_fields', tuple(...names)],
    ['_field_defaults', dictOf(rt, defaults)],
    ['__match_args__', tuple(...names)],
    ...names.map((name, i) => [name, item(name, i)] as const),
  ];
}

function self(rt: Runtime, args: Args): PyTuple {
  return receiver(rt, args, PyTuple, 'tuple');
}

function constructor(typeName: string, params: readonly BoundParam[]): NativeFunction {
  const create = (rt: Runtime, { positional, ...rest }: CallArgs): Value => {
    const [cls, ...given] = positional;
    const values = bindCall(rt, `${typeName}.__new__`, params, { ...rest, positional: given });
    const result = new PyTuple([...values.values()]);
    if (cls instanceof PyClass) result.cls = cls;
    return result;
  };
  const cls: BoundParam = { name: '_cls', kind: 'normal', default: undefined };
  return new NativeFunction('__new__', create, false, () => [cls, ...params]);
}

function make(rt: Runtime, args: Args): Value {
  return rt.call(args.value('cls'), args.elements('iterable'));
}

function replacer(names: readonly string[]): NativeFunction {
  return nativeMethod('_replace(self, /, **kwargs)', (rt, args) => {
    const original = self(rt, args);
    for (const name of args.extra.keys()) {
      if (!names.includes(name)) {
        throw rt.error('ValueError', `Got unexpected field names: ['${name}']`);
      }
    }
    const items = original.items.map((value, i) => {
      const replacement = args.extra.get(names[i] ?? '');
      return replacement === undefined ? value : replacement;
    });
    const result = new PyTuple(items);
    result.cls = original.cls;
    return result;
  });
}

function asDict(rt: Runtime, value: PyTuple, names: readonly string[]): PyDict {
  return dictOf(
    rt,
    names.map((name, i) => [name, value.items[i] ?? null] as const),
  );
}

function repr(rt: Runtime, args: Args, names: readonly string[]): Value {
  const value = self(rt, args);
  const texts: string[] = [];
  for (const [i, name] of names.entries()) {
    const text = rt.repr(value.items[i] ?? null);
    if (text instanceof Unknown) return text;
    texts.push(`${name}=${text}`);
  }
  return `${value.cls?.name ?? 'tuple'}(${texts.join(', ')})`;
}

function item(name: string, index: number): PyProperty {
  const getter = nativeMethod(`${name}(self)`, (rt, args) => self(rt, args).items[index] ?? null);
  return new PyProperty(getter, null);
}

/** `namedtuple(typename, field_names, rename=False, defaults=None)`. */
export const namedTuple = native(
  'namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)',
  (rt, args) => {
    const names = fieldNames(rt, args.known('field_names'));
    const defaults = args.value('defaults') === null ? [] : elementsOf(rt, args.value('defaults'));
    const required = names.length - defaults.length;
    const fields = names.map((name, i) => ({
      name: args.bool('rename') && name.startsWith('_') ? `_${i}` : name,
      default: defaults[i - required],
    }));
    const typeName = args.string('typename');
    return rt.createClass(typeName, [rt.builtinClass('tuple')], namedTupleMembers(rt, typeName, fields));
  },
);

function fieldNames(rt: Runtime, value: Value): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((name) => name !== '');
  return elementsOf(rt, value).map((name) => {
    if (typeof name !== 'string') throw rt.error('TypeError', 'Type names and field names must be strings');
    return name;
  });
}
