/** The methods that `@dataclass` writes. */
import type { Runtime } from '../runtime/api.ts';
import { nativeMethod } from '../runtime/native.ts';
import { UnknownInput } from '../runtime/signals.ts';
import { NOT_IMPLEMENTED, NativeFunction, PyClass, PyObject, Unknown } from '../runtime/values.ts';
import type { BoundParam, CallArgs, Value } from '../runtime/values.ts';
import type { CompareOperator } from '../syntax/ast.ts';
import { hashNumber } from '../builtins/hash.ts';
import { exceptionOf, tuple } from '../builtins/natives.ts';
import { bindCall } from './binding.ts';
import { frozenInstanceError } from './dataFields.ts';
import type { DataField } from './dataFields.ts';
import type { DataclassOptions } from './dataclasses.ts';

/** Those that the class does not define itself. */
export function dataclassMethods(
  rt: Runtime,
  cls: PyClass,
  fields: readonly DataField[],
  options: DataclassOptions,
): (readonly [string, Value])[] {
  const stored = fields.filter((field) => !field.isInitVar);
  const compared = stored.filter((field) => field.compare);
  const methods: (readonly [string, Value])[] = [];
  if (options.init) methods.push(['__init__', initializer(cls, fields, options.frozen)]);
  if (options.repr) methods.push(['__repr__', representation(stored.filter((field) => field.repr))]);
  if (options.eq) methods.push(['__eq__', equality(compared)]);
  if (options.order) for (const [name, op] of ORDER) methods.push([name, ordering(name, op, compared)]);
  if (options.frozen) methods.push(...frozenMethods());
  const hash = hashMethod(stored, options);
  if (hash !== undefined) methods.push(['__hash__', hash]);
  return methods.filter(([name]) => !cls.dict.has(name) || replaces(rt, cls, name, options));
}

/** `__hash__` that only says "none", because `__eq__` is there, gives way. */
function replaces(_rt: Runtime, cls: PyClass, name: string, options: DataclassOptions): boolean {
  return name === '__hash__' && cls.dict.get(name) === null && (options.frozen || options.unsafeHash);
}

const ORDER: readonly (readonly [string, CompareOperator])[] = [
  ['__lt__', '<'],
  ['__le__', '<='],
  ['__gt__', '>'],
  ['__ge__', '>='],
];

/** Keyword-only fields come last, as in the signature that Python writes. */
function parameters(fields: readonly DataField[]): BoundParam[] {
  const taken = fields.filter((field) => field.init);
  const param = (field: DataField): BoundParam => ({
    name: field.name,
    kind: field.kwOnly ? 'keyword-only' : 'normal',
    default: field.factory === undefined ? field.default : FACTORY,
  });
  return [...taken.filter((field) => !field.kwOnly), ...taken.filter((field) => field.kwOnly)].map(param);
}

/** Stands for "call the factory" where a default is shown. */
const FACTORY = new PyClass({ name: '<factory>', bases: [] });

function initializer(cls: PyClass, fields: readonly DataField[], isFrozen: boolean): NativeFunction {
  const params = parameters(fields);
  const initialize = (rt: Runtime, { positional, ...rest }: CallArgs): Value => {
    const [self = null, ...given] = positional;
    const values = bindCall(rt, `${cls.name}.__init__`, params, { ...rest, positional: given });
    const passedOn: Value[] = [];
    for (const field of fields) {
      const value = initialValue(rt, field, values.get(field.name));
      if (field.isInitVar) passedOn.push(value ?? null);
      else if (value !== undefined) store(rt, self, field.name, value, isFrozen);
    }
    const after = rt.findInClass(rt.classOf(self), '__post_init__');
    if (after !== undefined) rt.call(after, [self, ...passedOn]);
    return null;
  };
  const selfParam: BoundParam = { name: 'self', kind: 'normal', default: undefined };
  return new NativeFunction('__init__', initialize, true, () => [selfParam, ...params]);
}

function initialValue(rt: Runtime, field: DataField, given: Value | undefined): Value | undefined {
  if (given !== undefined && given !== FACTORY) return given;
  return field.factory === undefined ? field.default : rt.call(field.factory, []);
}

/** A frozen instance is written as `object.__setattr__` does. */
function store(rt: Runtime, self: Value, name: string, value: Value, isFrozen: boolean): void {
  if (isFrozen && self instanceof PyObject) rt.journal.mapSet(self.attrs, name, value);
  else rt.setAttribute(self, name, value);
}

function values(rt: Runtime, self: Value, fields: readonly DataField[]): Value[] {
  return fields.map((field) => rt.getAttribute(self, field.name));
}

const active = new WeakSet<object>();

function representation(fields: readonly DataField[]): NativeFunction {
  return nativeMethod('__repr__(self)', (rt, args) => {
    const self = args.known('self');
    if (typeof self !== 'object' || self === null) return '';
    if (active.has(self)) return '...';
    active.add(self);
    try {
      const texts: string[] = [];
      for (const { name } of fields) {
        const text = rt.repr(rt.getAttribute(self, name));
        if (text instanceof Unknown) return text;
        texts.push(`${name}=${text}`);
      }
      const cls = rt.classOf(self);
      return `${cls.definition?.qualname ?? cls.name}(${texts.join(', ')})`;
    } finally {
      active.delete(self);
    }
  });
}

function equality(fields: readonly DataField[]): NativeFunction {
  return nativeMethod('__eq__(self, other)', (rt, args) => {
    const [self, other] = [args.value('self'), args.value('other')];
    if (rt.classOf(self) !== rt.classOf(other)) return NOT_IMPLEMENTED;
    return rt.equals(tuple(...values(rt, self, fields)), tuple(...values(rt, other, fields)));
  });
}

function ordering(name: string, op: CompareOperator, fields: readonly DataField[]): NativeFunction {
  return nativeMethod(`${name}(self, other)`, (rt, args) => {
    const [self, other] = [args.value('self'), args.value('other')];
    if (rt.classOf(self) !== rt.classOf(other)) return NOT_IMPLEMENTED;
    return rt.compare(op, tuple(...values(rt, self, fields)), tuple(...values(rt, other, fields)));
  });
}

/** The table of `dataclass`'s documentation; undefined leaves the inherited hash. */
function hashMethod(fields: readonly DataField[], options: DataclassOptions): Value | undefined {
  if (!options.unsafeHash && !options.eq) return undefined;
  if (!options.unsafeHash && !options.frozen) return null;
  const hashed = fields.filter((field) => field.hash ?? field.compare);
  return nativeMethod('__hash__(self)', (rt, args) =>
    hashNumber(rt, tuple(...values(rt, args.value('self'), hashed))),
  );
}

function frozenMethods(): (readonly [string, Value])[] {
  return (['__setattr__(self, name, value)', '__delattr__(self, name)'] as const).map((signature) => {
    const method = nativeMethod(signature, (rt, args) => {
      const name = args.value('name');
      if (name instanceof Unknown) throw new UnknownInput(name);
      const verb = signature.startsWith('__set') ? 'assign to' : 'delete';
      const message = `cannot ${verb} field '${args.string('name')}'`;
      throw exceptionOf(rt, frozenInstanceError(rt), [message], message);
    });
    return [method.name, method] as const;
  });
}
