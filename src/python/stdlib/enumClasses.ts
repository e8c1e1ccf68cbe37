/** The classes of `enum`, and how the members of an enumeration are made. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { nativeClass, nativeMethod, native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import {
  ClassMethod,
  NativeFunction,
  PyClass,
  PyDict,
  PyFunction,
  PyIterator,
  PyList,
  PyObject,
  PyProperty,
  PyTuple,
  StaticMethod,
  Unknown,
} from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { dictItems } from '../builtins/hash.ts';
import {
  classArgument,
  elementsOf,
  keyError,
  perRuntime,
  shown,
  textOf,
  tuple,
} from '../builtins/natives.ts';
import { asPyInt } from '../builtins/numbers.ts';
import { OVERRIDES } from './abc.ts';
import { AutoValue, newAuto, resolved } from './autoValue.ts';
import { canonicalMembers, flagMembers } from './flags.ts';

const MEMBERS = '__members__';

export const enumMeta = perRuntime((rt: Runtime) =>
  nativeClass(
    'EnumType',
    [rt.builtinClass('type')],
    [OVERRIDES, ...metaMembers.map((member) => [member.name, member] as const)],
  ),
);

/** `Enum` and the ready-made mixtures of it with a builtin type. */
export const enumClasses = perRuntime((rt: Runtime) => {
  const define = (
    name: string,
    bases: readonly PyClass[],
    members: readonly (readonly [string, Value])[],
  ): PyClass => {
    const order = [...new Set(bases.flatMap((base) => base.mro))];
    const last = rt.builtinClass('object');
    return new PyClass({
      name,
      bases,
      mro: [...order.filter((base) => base !== last), last],
      dict: nativeClass(name, [], members).dict,
      metaclass: enumMeta(rt),
    });
  };
  const base = define('Enum', [rt.builtinClass('object')], enumMembers);
  const plainText = nativeMethod('__str__(self)', (inner, args) => inner.str(valueOf(args.known('self'))));
  const plain: readonly (readonly [string, Value])[] = [
    ['__str__', plainText],
    ['__repr__', enumRepr],
    formatter((_inner, self) => valueOf(self)),
  ];
  const flag = define('Flag', [base], [OVERRIDES, ...flagMembers]);
  return {
    Enum: base,
    IntEnum: define('IntEnum', [rt.builtinClass('int'), base], plain),
    StrEnum: define('StrEnum', [rt.builtinClass('str'), base], plain),
    Flag: flag,
    IntFlag: define('IntFlag', [rt.builtinClass('int'), flag], plain),
  };
});

/** `member._value_`. */
export function valueOf(member: Value): Value {
  return member instanceof PyObject ? (member.attrs.get('_value_') ?? null) : null;
}

function nameOf(member: Value): Value {
  return member instanceof PyObject ? (member.attrs.get('_name_') ?? null) : null;
}

export function membersOf(cls: PyClass): readonly PyObject[] {
  const held = cls.dict.get(MEMBERS);
  if (!(held instanceof PyDict)) return [];
  return [...new Set(held.entries.values())].filter((member) => member instanceof PyObject);
}

const enumRepr = nativeMethod('__repr__(self)', (rt, args) => {
  const self = args.known('self');
  const text = rt.repr(valueOf(self));
  return text instanceof Unknown ? text : `<${rt.typeName(self)}.${textOf(nameOf(self))}: ${text}>`;
});

/** `format(member, spec)` is that of its text, or for numbers and texts that of the value. */
function formatter(text: (rt: Runtime, self: Value) => Value): readonly [string, Value] {
  return [
    '__format__',
    nativeMethod('__format__(self, spec)', (rt, args) =>
      rt.format(text(rt, args.known('self')), args.string('spec')),
    ),
  ];
}

const enumMembers: readonly (readonly [string, Value])[] = [
  [
    'name',
    new PyProperty(
      nativeMethod('name(self)', (_rt, args) => nameOf(args.value('self'))),
      null,
    ),
  ],
  [
    'value',
    new PyProperty(
      nativeMethod('value(self)', (_rt, args) => valueOf(args.value('self'))),
      null,
    ),
  ],
  ['__repr__', enumRepr],
  formatter((rt, self) => rt.str(self)),
  [
    '__str__',
    nativeMethod('__str__(self)', (rt, args) => {
      const self = args.known('self');
      return `${rt.typeName(self)}.${textOf(nameOf(self))}`;
    }),
  ],
];

/** Turns what the body of an enumeration bound into its members. */
export function makeMembers(rt: Runtime, cls: PyClass): void {
  const held = new PyDict();
  const made: { member: PyObject; value: Value }[] = [];
  const autos = new Map<AutoValue, Value>();
  for (const [name, raw] of [...cls.dict]) {
    if (!isMember(name, raw)) continue;
    const auto = newAuto(raw, autos);
    if (auto !== undefined) {
      const before = made.map((one) => one.value);
      autos.set(auto, nextValue(rt, cls, name, before));
    }
    const value = resolved(rt, raw, autos);
    const alias = made.find((one) => isSame(rt, one.value, value));
    const member = alias?.member ?? makeMember(rt, cls, name, value);
    if (alias === undefined) made.push({ member, value: valueOf(member) });
    rt.journal.mapSet(cls.dict, name, member);
    rt.journal.mapSet(held.entries, name, member);
  }
  rt.journal.mapSet(cls.dict, MEMBERS, held);
  rt.journal.mapSet(cls.dict, '_member_map_', held);
  rt.journal.mapSet(cls.dict, '_member_names_', new PyList(made.map((one) => nameOf(one.member))));
}

function isMember(name: string, value: Value): boolean {
  if (/^__.*__$/.test(name) || /^_[^_].*_$/.test(name)) return false;
  return !(
    value instanceof PyFunction ||
    value instanceof NativeFunction ||
    value instanceof ClassMethod ||
    value instanceof StaticMethod ||
    value instanceof PyProperty ||
    (value instanceof HostObject && value.bindTo !== HostObject.prototype.bindTo) ||
    (value instanceof PyObject && value.cls.mro.some((base) => base.dict.has('__get__')))
  );
}

function isSame(rt: Runtime, a: Value, b: Value): boolean {
  return a === b ? !(a instanceof Unknown) : rt.equals(a, b) === true;
}

function makeMember(rt: Runtime, cls: PyClass, name: string, value: Value): PyObject {
  const args = value instanceof PyTuple && value.cls === null ? value.items : [value];
  const create = userMethod(cls, '__new__');
  const created = create === undefined ? null : rt.call(create, [cls, ...args]);
  const member = created instanceof PyObject ? created : rt.createObject(cls, payload(rt, cls, value));
  if (!member.attrs.has('_value_')) member.attrs.set('_value_', value);
  member.attrs.set('_name_', name);
  const initialize = userMethod(cls, '__init__');
  if (initialize !== undefined) rt.call(initialize, [member, ...args]);
  return member;
}

/** What Python code of the enumeration or its bases defines. */
function userMethod(cls: PyClass, name: string): Value | undefined {
  for (const base of cls.mro) {
    const found = base.dict.get(name);
    if (found instanceof PyFunction) return found;
    if (found instanceof StaticMethod) return found.fn;
  }
  return undefined;
}

/** The builtin value of a member of `IntEnum`, `class Color(str, Enum)` and the like. */
function payload(rt: Runtime, cls: PyClass, value: Value): Value | undefined {
  const builtin = ['int', 'str', 'float'].find((name) => cls.isSubclassOf(rt.builtinClass(name)));
  if (builtin === undefined) return undefined;
  return rt.isInstance(value, rt.builtinClass(builtin)) === true
    ? value
    : rt.call(rt.builtinClass(builtin), value instanceof PyTuple ? value.items : [value]);
}

function nextValue(rt: Runtime, cls: PyClass, name: string, before: readonly Value[]): Value {
  const own = userMethod(cls, '_generate_next_value_');
  if (own !== undefined) return rt.call(own, [name, 1, before.length, new PyList([...before])]);
  if (cls.isSubclassOf(enumClasses(rt).StrEnum)) return name.toLowerCase();
  const numbers = before.flatMap((value) => asPyInt(value) ?? []).map(Number);
  const highest = Math.max(0, ...numbers);
  if (!cls.isSubclassOf(enumClasses(rt).Flag)) return highest + 1;
  return highest === 0 ? 1 : 2 ** (Math.floor(Math.log2(highest)) + 1);
}

/** `Color(value)`: the member of that value. */
function lookUp(rt: Runtime, args: Args): Value {
  const cls = classArgument(rt, args);
  const value = args.value('value');
  if (membersOf(cls).length === 0 && args.given('names')) return functional(rt, cls, args);
  if (value instanceof Unknown) return value;
  if (value instanceof PyObject && value.cls === cls) return value;
  const member = membersOf(cls).find((one) => isSame(rt, valueOf(one), value));
  if (member !== undefined) return member;
  const missing = rt.findInClass(cls, '_missing_');
  if (missing !== undefined) {
    const found = rt.call(missing instanceof ClassMethod ? missing.fn : missing, [cls, value]);
    if (found !== null) return found;
  }
  throw rt.error('ValueError', `${shown(rt, value)} is not a valid ${cls.name}`);
}

/** `Enum('Color', 'RED GREEN')`, also with a list of names or of pairs, or a mapping. */
function functional(rt: Runtime, cls: PyClass, args: Args): Value {
  const names = args.value('names');
  const rows =
    typeof names === 'string'
      ? names.split(/[\s,]+/).filter((name) => name !== '')
      : names instanceof PyDict
        ? dictItems(names).map((pair) => tuple(...pair))
        : elementsOf(rt, names);
  const members = rows.map((row, i): [string, Value] => {
    if (typeof row === 'string') return [row, i + 1];
    const [name = '', value = null] = elementsOf(rt, row);
    return [typeof name === 'string' ? name : '', value];
  });
  return rt.createClass(args.string('value'), [cls], members);
}

function members(rt: Runtime, args: Args): readonly PyObject[] {
  const cls = classArgument(rt, args);
  return cls.isSubclassOf(enumClasses(rt).Flag) ? canonicalMembers(cls) : membersOf(cls);
}

const metaMembers: readonly NativeFunction[] = [
  nativeMethod('__call__(cls, value, names=None, **options)', lookUp),
  nativeMethod('__iter__(cls)', (rt, args) => {
    const walk = members(rt, args).values();
    return new PyIterator('iterator', () => walk.next().value);
  }),
  nativeMethod('__reversed__(cls)', (rt, args) => new PyList([...members(rt, args)].reverse())),
  nativeMethod('__len__(cls)', (rt, args) => members(rt, args).length),
  nativeMethod('__bool__(cls)', () => true),
  nativeMethod('__getitem__(cls, name)', (rt, args) => {
    const held = classArgument(rt, args).dict.get(MEMBERS);
    const member = held instanceof PyDict ? held.entries.get(args.string('name')) : undefined;
    if (member === undefined) throw keyError(rt, args.value('name'));
    return member;
  }),
  nativeMethod('__contains__(cls, member)', (rt, args) => {
    const member = args.known('member');
    const all = membersOf(classArgument(rt, args));
    return all.some((one) => one === member || isSame(rt, valueOf(one), member));
  }),
  nativeMethod('__repr__(cls)', (rt, args) => `<enum '${classArgument(rt, args).name}'>`),
];

export const autoFunction = native('auto()', () => new AutoValue());
