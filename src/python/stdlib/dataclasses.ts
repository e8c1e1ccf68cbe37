/** `dataclasses`. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyClass, PyDict, PyList, PyObject, PySet, PyTuple, Unknown } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { dictItems, dictOf, dictSet } from '../builtins/hash.ts';
import { elementsOf, tuple } from '../builtins/natives.ts';
import { FIELDS, MISSING, fieldClass, fieldOf, fieldsOf, frozenInstanceError } from './dataFields.ts';
import type { DataField } from './dataFields.ts';
import { dataclassMethods } from './dataclassMethods.ts';
import { libraryModule } from './module.ts';
import { TypingForm, isForm } from './typingForms.ts';

/** The keyword arguments of `@dataclass`. */
export interface DataclassOptions {
  readonly init: boolean;
  readonly repr: boolean;
  readonly eq: boolean;
  readonly order: boolean;
  readonly unsafeHash: boolean;
  readonly frozen: boolean;
  readonly kwOnly: boolean;
}

const KW_ONLY = new TypingForm('KW_ONLY');

function process(rt: Runtime, cls: Value, options: DataclassOptions): Value {
  if (cls instanceof Unknown) return cls;
  if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'dataclass() should be called on a class');
  const fields = collect(rt, cls, options);
  checkOrder(rt, fields);
  rt.journal.mapSet(
    cls.dict,
    FIELDS,
    dictOf(
      rt,
      fields.map((field) => [field.name, field.object] as const),
    ),
  );
  for (const [name, member] of dataclassMethods(rt, cls, fields, options)) {
    rt.journal.mapSet(cls.dict, name, member);
  }
  const positional = fields.filter((field) => field.init && !field.kwOnly).map((field) => field.name);
  if (!cls.dict.has('__match_args__')) rt.journal.mapSet(cls.dict, '__match_args__', tuple(...positional));
  return cls;
}

/** The fields of the bases, then its own; a field of a base that is declared again keeps its place. */
function collect(rt: Runtime, cls: PyClass, options: DataclassOptions): DataField[] {
  const fields = new Map<string, DataField>();
  for (const base of cls.mro.slice(1).toReversed()) {
    for (const field of fieldsOf(base)) fields.set(field.name, field);
  }
  const annotations = cls.dict.get('__annotations__');
  let kwOnly = options.kwOnly;
  for (const [name, annotation] of annotations instanceof PyDict ? dictItems(annotations) : []) {
    if (typeof name !== 'string') continue;
    if (isForm(annotation, 'KW_ONLY')) kwOnly = true;
    else if (!isForm(annotation, 'ClassVar')) fields.set(name, ownField(rt, cls, name, annotation, kwOnly));
  }
  return [...fields.values()];
}

function ownField(rt: Runtime, cls: PyClass, name: string, annotation: Value, kwOnly: boolean): DataField {
  const given = cls.dict.get(name);
  const isSpec = given instanceof PyObject && given.cls === fieldClass(rt);
  const object = isSpec ? given : makeField(rt, { default: given === undefined ? MISSING : given });
  rt.journal.mapSet(object.attrs, 'name', name);
  rt.journal.mapSet(object.attrs, 'type', annotation);
  if (object.attrs.get('kw_only') === MISSING) rt.journal.mapSet(object.attrs, 'kw_only', kwOnly);
  if (isForm(annotation, 'InitVar')) rt.journal.mapSet(object.attrs, '_field_type', 'InitVar');
  const field = fieldOf(object);
  if (isSpec) {
    if (field.default === undefined) rt.journal.mapDelete(cls.dict, name);
    else rt.journal.mapSet(cls.dict, name, field.default);
  }
  const { default: value } = field;
  if (value instanceof PyList || value instanceof PyDict || (value instanceof PySet && !value.frozen)) {
    throw rt.error(
      'ValueError',
      `mutable default <class '${rt.typeName(value)}'> for field ${name} is not allowed: use default_factory`,
    );
  }
  return field;
}

function checkOrder(rt: Runtime, fields: readonly DataField[]): void {
  let seenDefault = false;
  for (const field of fields) {
    if (!field.init || field.kwOnly) continue;
    const hasDefault = field.default !== undefined || field.factory !== undefined;
    if (seenDefault && !hasDefault) {
      throw rt.error('TypeError', `non-default argument '${field.name}' follows default argument`);
    }
    seenDefault ||= hasDefault;
  }
}

function makeField(rt: Runtime, given: Readonly<Record<string, Value>>): PyObject {
  const object = rt.createObject(fieldClass(rt));
  const defaults: Readonly<Record<string, Value>> = {
    name: null,
    type: null,
    default: MISSING,
    default_factory: MISSING,
    init: true,
    repr: true,
    hash: null,
    compare: true,
    metadata: new PyDict(),
    kw_only: MISSING,
  };
  for (const [name, value] of Object.entries({ ...defaults, ...given })) object.attrs.set(name, value);
  return object;
}

function field(rt: Runtime, args: Args): Value {
  const given: Record<string, Value> = {};
  for (const name of [
    'default',
    'default_factory',
    'init',
    'repr',
    'hash',
    'compare',
    'metadata',
    'kw_only',
  ]) {
    if (args.given(name)) given[name] = args.value(name);
  }
  if (given['default'] !== undefined && given['default_factory'] !== undefined) {
    throw rt.error('ValueError', 'cannot specify both default and default_factory');
  }
  return makeField(rt, given);
}

function options(args: Args): DataclassOptions {
  return {
    init: args.bool('init'),
    repr: args.bool('repr'),
    eq: args.bool('eq'),
    order: args.bool('order'),
    unsafeHash: args.bool('unsafe_hash'),
    frozen: args.bool('frozen'),
    kwOnly: args.bool('kw_only'),
  };
}

const dataclass = native(
  'dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, ' +
    'match_args=True, kw_only=False, slots=False, weakref_slot=False)',
  (rt, args) => {
    const chosen = options(args);
    const cls = args.value('cls');
    if (cls !== null) return process(rt, cls, chosen);
    return native('wrap(cls)', (inner, call) => process(inner, call.value('cls'), chosen));
  },
);

/** The class of a dataclass or of an instance of one. */
function dataclassOf(rt: Runtime, value: Value): PyClass | undefined {
  const cls = value instanceof PyClass ? value : rt.classOf(value);
  return rt.findInClass(cls, FIELDS) === undefined ? undefined : cls;
}

/** Fields in the sense of `fields()`: without those that exist only for `__init__`. */
function instanceFields(rt: Runtime, value: Value): readonly DataField[] {
  const cls = dataclassOf(rt, value);
  if (cls === undefined) throw rt.error('TypeError', 'must be called with a dataclass type or instance');
  const holder = cls.mro.find((base) => base.dict.has(FIELDS));
  return holder === undefined ? [] : fieldsOf(holder).filter((one) => !one.isInitVar);
}

type Combine = (rt: Runtime, pairs: readonly (readonly [string, Value])[]) => Value;

/** `asdict` and `astuple`: dataclasses inside are converted too, everything else is copied. */
function convert(rt: Runtime, value: Value, combine: Combine): Value {
  if (value instanceof Unknown) return value;
  const isInstance = !(value instanceof PyClass) && dataclassOf(rt, value) !== undefined;
  if (isInstance) {
    const pairs = instanceFields(rt, value).map(({ name }) => {
      return [name, convert(rt, rt.getAttribute(value, name), combine)] as const;
    });
    return combine(rt, pairs);
  }
  if (value instanceof PyList && value.taint === null) {
    const copy = new PyList(value.items.map((item) => convert(rt, item, combine)));
    copy.cls = value.cls;
    return copy;
  }
  if (value instanceof PyTuple) {
    const copy = new PyTuple(value.items.map((item) => convert(rt, item, combine)));
    copy.cls = value.cls;
    return copy;
  }
  if (value instanceof PyDict && value.taint === null) {
    const copy = dictOf(
      rt,
      dictItems(value).map(([key, item]) => [convert(rt, key, combine), convert(rt, item, combine)] as const),
    );
    copy.cls = value.cls;
    return copy;
  }
  return rt.deepCopy(value);
}

function replace(rt: Runtime, args: Args): Value {
  const object = args.known('obj');
  const changes = new Map(args.extra);
  for (const { name, init } of instanceFields(rt, object)) {
    if (init && !changes.has(name)) changes.set(name, rt.getAttribute(object, name));
  }
  return rt.call(rt.classOf(object), [], changes);
}

/** `make_dataclass('C', ['x', ('y', int), ('z', int, field(...))])`. */
function makeDataclass(rt: Runtime, args: Args): Value {
  const annotations = new PyDict();
  const members: [string, Value][] = [['__annotations__', annotations]];
  for (const item of args.elements('fields')) {
    const [name = null, type = rt.builtinClass('object'), value] =
      typeof item === 'string' ? [item] : elementsOf(rt, item);
    if (typeof name !== 'string') throw rt.error('TypeError', 'Field names must be strings');
    dictSet(rt, annotations, name, type);
    if (value !== undefined) members.push([name, value]);
  }
  const cls = rt.createClass(args.string('cls_name'), args.elements('bases'), members);
  return process(rt, cls, { ...DEFAULTS, frozen: args.bool('frozen') });
}

const DEFAULTS: DataclassOptions = {
  init: true,
  repr: true,
  eq: true,
  order: false,
  unsafeHash: false,
  frozen: false,
  kwOnly: false,
};

const functions: readonly NativeFunction[] = [
  dataclass,
  native(
    'field(*, default=None, default_factory=None, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False)',
    field,
  ),
  native('fields(class_or_instance)', (rt, args) =>
    tuple(...instanceFields(rt, args.known('class_or_instance')).map((one) => one.object)),
  ),
  native('asdict(obj, *, dict_factory=None)', (rt, args) => {
    const factory = args.value('dict_factory');
    return convert(rt, args.known('obj'), (inner, pairs) => {
      if (factory === null) return dictOf(inner, pairs);
      return inner.call(factory, [new PyList(pairs.map(([name, value]) => tuple(name, value)))]);
    });
  }),
  native('astuple(obj)', (rt, args) =>
    convert(rt, args.known('obj'), (_inner, pairs) => tuple(...pairs.map(([, value]) => value))),
  ),
  native('replace(obj, /, **changes)', replace),
  native('is_dataclass(obj)', (rt, args) => dataclassOf(rt, args.known('obj')) !== undefined),
  native('make_dataclass(cls_name, fields, *, bases=(), frozen=False, **options)', makeDataclass),
];

export const dataclasses = libraryModule('dataclasses', (rt) => [
  ...functions,
  fieldClass(rt),
  frozenInstanceError(rt),
  ['MISSING', MISSING],
  ['KW_ONLY', KW_ONLY],
  ['InitVar', new TypingForm('InitVar')],
]);
