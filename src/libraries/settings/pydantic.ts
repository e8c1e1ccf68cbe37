/**
 * pydantic: classes of settings whose fields are checked and converted.
 * https://docs.pydantic.dev/latest/api/base_model/
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass, nativeClassMethod, nativeMethod } from '../../python/runtime/native.ts';
import {
  ELLIPSIS,
  PyClass,
  PyDict,
  PyList,
  PyObject,
  PyTuple,
  Unknown,
} from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictItems, dictOf, dictSet } from '../../python/builtins/hash.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { parseJson } from '../../python/stdlib/jsonParser.ts';
import { lazyModule, type Member } from '../module.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { onTheCommandLine } from './commandLine.ts';
import { parsedFile } from './settingsFile.ts';

/** `Field(...)` in a class body. */
class FieldInfo extends HostObject {
  readonly value: Value;
  readonly factory: Value;
  readonly alias: Value;

  constructor(value: Value, factory: Value, alias: Value) {
    super();
    this.value = value;
    this.factory = factory;
    this.alias = alias;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
}

/** Fields with their annotations, those of the bases first. */
function annotationsOf(cls: PyClass): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const one of cls.mro.toReversed()) {
    const annotations = one.dict.get('__annotations__');
    for (const [name, type] of annotations instanceof PyDict ? dictItems(annotations) : []) {
      if (typeof name === 'string' && !name.startsWith('_') && name !== 'model_config') found.set(name, type);
    }
  }
  return found;
}

function isModel(rt: Runtime, value: Value): value is PyClass {
  return value instanceof PyClass && value.isSubclassOf(modelClass(rt));
}

/** As far as settings need it: dictionaries become models, texts numbers. */
function converted(rt: Runtime, type: Value, value: Value): Value {
  if (isModel(rt, type) && value instanceof PyDict) return rt.call(type, [], keywordsOf(value));
  const isNumber =
    type === rt.builtinClass('int') || type === rt.builtinClass('float') || type === rt.builtinClass('bool');
  if (!isNumber || !(type instanceof PyClass)) return value;
  if (typeof value === 'string' && type === rt.builtinClass('bool')) {
    return /^(1|true|yes|on|t|y)$/i.test(value);
  }
  return typeof value === 'string' || typeof value === 'number' ? rt.call(type, [value]) : value;
}

function keywordsOf(dict: PyDict): Map<string, Value> {
  const keywords = new Map<string, Value>();
  for (const [key, value] of dictItems(dict)) if (typeof key === 'string') keywords.set(key, value);
  return keywords;
}

type Lookup = (name: string) => Value | undefined;

function fill(rt: Runtime, self: Value, given: ReadonlyMap<string, Value>, outside: Lookup): Value {
  if (!(self instanceof PyObject)) return null;
  const values: [string, Value][] = [];
  for (const [name, type] of annotationsOf(self.cls)) {
    const declared = rt.findInClass(self.cls, name);
    const info = declared instanceof FieldInfo ? declared : null;
    const alias = typeof info?.alias === 'string' ? info.alias : name;
    const stated = given.get(name) ?? given.get(alias) ?? outside(name);
    values.push([
      name,
      stated === undefined ? defaultOf(rt, name, declared, info) : converted(rt, type, stated),
    ]);
  }
  setAttributes(rt, self, values);
  const after = rt.findInClass(self.cls, 'model_post_init');
  if (after !== undefined) rt.callMethod(self, 'model_post_init', [null]);
  return null;
}

function defaultOf(rt: Runtime, name: string, declared: Value | undefined, info: FieldInfo | null): Value {
  if (info !== null) {
    if (info.factory !== null) return rt.call(info.factory, []);
    return info.value === ELLIPSIS ? onTheCommandLine(rt, name) : rt.deepCopy(info.value);
  }
  return declared === undefined ? onTheCommandLine(rt, name) : rt.deepCopy(declared);
}

function plain(rt: Runtime, value: Value): Value {
  if (value instanceof PyObject && isModel(rt, value.cls)) {
    const names = [...annotationsOf(value.cls).keys()];
    return dictOf(
      rt,
      names.map((name) => [name, plain(rt, rt.findAttribute(value, name) ?? null)] as const),
    );
  }
  if (value instanceof PyList) return new PyList(value.items.map((item) => plain(rt, item)));
  return value;
}

function fromMapping(rt: Runtime, cls: Value, given: Value): Value {
  if (given instanceof Unknown) return given;
  return given instanceof PyDict
    ? rt.call(cls, [], keywordsOf(given))
    : rt.unknown('settings that are no mapping');
}

const modelClass: (rt: Runtime) => PyClass = perRuntime((rt) => {
  const methods = [
    nativeMethod('__init__(self, /, **data)', (inner, args) =>
      fill(inner, args.known('self'), args.extra, () => undefined),
    ),
    ...['dict', 'model_dump'].map((name) =>
      nativeMethod(`${name}(self, **options)`, (inner, args) => plain(inner, args.known('self'))),
    ),
    ...['json', 'model_dump_json'].map((name) =>
      nativeMethod(`${name}(self, **options)`, (inner) => inner.unknown('the text of settings')),
    ),
    ...['copy', 'model_copy'].map((name) =>
      nativeMethod(`${name}(self, *, update=None, **options)`, (inner, args) => {
        const made = inner.deepCopy(args.known('self'));
        const update = args.value('update');
        if (update instanceof PyDict) setAttributes(inner, made, keywordsOf(update));
        return made;
      }),
    ),
    nativeMethod('__iter__(self)', (inner, args) => {
      const dict = plain(inner, args.known('self'));
      return dict instanceof PyDict ? inner.callMethod(inner.callMethod(dict, 'items'), '__iter__') : dict;
    }),
  ];
  const makers = [
    ...['parse_obj', 'model_validate'].map(
      (name) =>
        [
          name,
          nativeClassMethod(`${name}(cls, obj, **options)`, (inner, args) =>
            fromMapping(inner, args.value('cls'), args.known('obj')),
          ),
        ] as const,
    ),
    ...['parse_raw', 'model_validate_json'].map(
      (name) =>
        [
          name,
          nativeClassMethod(`${name}(cls, text, **options)`, (inner, args) => {
            const parsed = parseJson(args.string('text'), (pairs) => dictOf(inner, pairs));
            return fromMapping(inner, args.value('cls'), parsed ?? inner.unknown('text that is no JSON'));
          }),
        ] as const,
    ),
    [
      'parse_file',
      nativeClassMethod('parse_file(cls, path, **options)', (inner, args) =>
        fromMapping(inner, args.value('cls'), parsedFile(inner, args.value('path'))),
      ),
    ] as const,
    ...['construct', 'model_construct'].map(
      (name) =>
        [
          name,
          nativeClassMethod(`${name}(cls, **values)`, (inner, args) =>
            inner.call(args.value('cls'), [], args.extra),
          ),
        ] as const,
    ),
  ];
  return nativeClass(
    'BaseModel',
    [rt.builtinClass('object')],
    [...methods.map((method) => [method.name, method] as const), ...makers],
  );
});

/** Fields come from the environment as well, by their names in capitals. */
const settingsClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'BaseSettings',
    [modelClass(rt)],
    [
      nativeMethod('__init__(self, /, **data)', (inner, args) => {
        const self = args.known('self');
        const environment = inner.getAttribute(inner.importModule('os'), 'environ');
        const configuration =
          self instanceof PyObject ? inner.findInClass(self.cls, 'model_config') : undefined;
        const prefix =
          configuration instanceof PyDict ? dictGet(inner, configuration, 'env_prefix') : undefined;
        return fill(inner, self, args.extra, (name) => {
          const key = `${typeof prefix === 'string' ? prefix : ''}${name}`;
          const set =
            environment instanceof PyDict
              ? (dictGet(inner, environment, key.toUpperCase()) ?? dictGet(inner, environment, key))
              : undefined;
          return set;
        });
      }),
    ],
  ),
);

const field = native(
  'Field(default=..., *, default_factory=None, alias=None, **options)',
  (_rt, args) =>
    new FieldInfo(
      args.given('default') ? args.value('default') : ELLIPSIS,
      args.value('default_factory'),
      args.value('alias'),
    ),
);

/** Checks of single values; what they change is not followed. */
const decorators = `validator field_validator root_validator model_validator field_serializer model_serializer
  computed_field validate_call validate_arguments`.split(/\s+/);

const members: Readonly<Record<string, Member>> = {
  BaseModel: modelClass,
  BaseSettings: settingsClass,
  Field: field,
  PrivateAttr: native('PrivateAttr(default=None, **options)', (_rt, args) => args.value('default')),
  ConfigDict: native('ConfigDict(**options)', (rt, args) => {
    const made = new PyDict();
    for (const [name, value] of args.extra) dictSet(rt, made, name, value);
    return made;
  }),
  SettingsConfigDict: native('SettingsConfigDict(**options)', (rt, args) => {
    const made = new PyDict();
    for (const [name, value] of args.extra) dictSet(rt, made, name, value);
    return made;
  }),
  ValidationError: perRuntime((rt: Runtime) =>
    nativeClass('ValidationError', [rt.builtinClass('ValueError')], []),
  ),
  ...Object.fromEntries(
    ['PositiveInt', 'NonNegativeInt', 'StrictInt', 'conint'].map((name): [string, Member] => [
      name,
      (rt) => rt.builtinClass('int'),
    ]),
  ),
  ...Object.fromEntries(
    ['PositiveFloat', 'NonNegativeFloat', 'StrictFloat'].map((name): [string, Member] => [
      name,
      (rt) => rt.builtinClass('float'),
    ]),
  ),
  ...Object.fromEntries(
    decorators.map((name): [string, Member] => [
      name,
      () =>
        callable(name, (_outer, [first = null]) =>
          typeof first === 'string' || first === null || first instanceof PyTuple
            ? callable('decorator', (_rt, [fn = null]) => fn)
            : first,
        ),
    ]),
  ),
};

export const pydanticModules: readonly LibraryModule[] = [
  ...['pydantic', 'pydantic.v1', 'pydantic_settings', 'pydantic.fields', 'pydantic.main'].map((name) =>
    lazyModule({ name, precedence: 'framework', members, inert: 'all' }),
  ),
  lazyModule({
    name: 'pydantic.dataclasses',
    precedence: 'framework',
    members: { dataclass: (rt) => rt.getAttribute(rt.importModule('dataclasses'), 'dataclass') },
  }),
];
