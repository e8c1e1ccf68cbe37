/** `inspect`: signatures, and what kind of thing a value is. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import {
  BoundMethod,
  NativeFunction,
  PyClass,
  PyDict,
  PyFunction,
  PyIterator,
  PyList,
  PyModule,
  PyObject,
  Unknown,
} from '../runtime/values.ts';
import type { BoundParam, Value } from '../runtime/values.ts';
import type { ParamKind } from '../syntax/ast.ts';
import { dictGet, dictItems, dictOf } from '../builtins/hash.ts';
import { isTrue, perRuntime, textOf, tuple } from '../builtins/natives.ts';
import { attributeNames } from '../builtins/objectClass.ts';
import { NeedsFiles } from '../ports.ts';
import { Partial, WrappedFunction } from './functionObjects.ts';
import { libraryModule } from './module.ts';

const emptyClass = perRuntime((rt: Runtime) => nativeClass('_empty', [rt.builtinClass('object')], []));

const KINDS: Readonly<Record<ParamKind, { readonly value: number; readonly name: string }>> = {
  'positional-only': { value: 0, name: 'POSITIONAL_ONLY' },
  normal: { value: 1, name: 'POSITIONAL_OR_KEYWORD' },
  'var-positional': { value: 2, name: 'VAR_POSITIONAL' },
  'keyword-only': { value: 3, name: 'KEYWORD_ONLY' },
  'var-keyword': { value: 4, name: 'VAR_KEYWORD' },
};

/** `Parameter.POSITIONAL_OR_KEYWORD` and its like: ordered numbers with a name. */
const kindValues = perRuntime((rt: Runtime): ReadonlyMap<ParamKind, PyObject> => {
  const cls = nativeClass('_ParameterKind', [rt.builtinClass('int')], []);
  const kinds = new Map<ParamKind, PyObject>();
  for (const kind of [
    'positional-only',
    'normal',
    'var-positional',
    'keyword-only',
    'var-keyword',
  ] as const) {
    const object = new PyObject(cls, null, KINDS[kind].value);
    object.attrs.set('name', KINDS[kind].name);
    kinds.set(kind, object);
  }
  return kinds;
});

const parameterClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'Parameter',
    [rt.builtinClass('object')],
    [
      ['empty', emptyClass(rt)],
      ...Array.from(kindValues(rt), ([kind, value]) => [KINDS[kind].name, value] as const),
    ],
  ),
);

const signatureClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'Signature',
    [rt.builtinClass('object')],
    [
      ['empty', emptyClass(rt)],
      ['bind', nativeMethod('bind(self, /, *args, **kwargs)', bindArguments)],
      ['bind_partial', nativeMethod('bind_partial(self, /, *args, **kwargs)', bindArguments)],
    ],
  ),
);

const boundClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'BoundArguments',
    [rt.builtinClass('object')],
    [nativeMethod('apply_defaults(self)', (_inner, args) => applyDefaults(_inner, args.known('self')))],
  ),
);

function applyDefaults(rt: Runtime, bound: Value): null {
  if (!(bound instanceof PyObject)) return null;
  const [args, all] = [bound.attrs.get('arguments'), bound.attrs.get('_defaults')];
  if (!(args instanceof PyDict) || !(all instanceof PyDict)) return null;
  const complete = dictItems(all).map(([name, value]) => {
    const given = dictGet(rt, args, name);
    return [name, given === undefined ? value : given] as const;
  });
  rt.journal.mapSet(bound.attrs, 'arguments', dictOf(rt, complete));
  return null;
}

/** Names of the arguments that a call gives, in order; Python's checks are left to the call itself. */
function bindArguments(rt: Runtime, args: Args): Value {
  const signature = args.known('self');
  const held = signature instanceof PyObject ? signature.attrs.get('parameters') : undefined;
  const params = held instanceof PyDict ? [...held.entries.values()] : [];
  const given: [string, Value][] = [];
  const defaults: [string, Value][] = [];
  let next = 0;
  for (const param of params) {
    if (!(param instanceof PyObject)) continue;
    const name = textOf(param.attrs.get('name'));
    const kind = param.attrs.get('kind');
    const positional = args.rest[next];
    const keyword = args.extra.get(name);
    const fallback = param.attrs.get('default');
    if (fallback !== undefined && fallback !== emptyClass(rt)) defaults.push([name, fallback]);
    if (kind === kindValues(rt).get('var-positional')) {
      given.push([name, tuple(...args.rest.slice(next))]);
      next = args.rest.length;
    } else if (keyword !== undefined) given.push([name, keyword]);
    else if (positional !== undefined && kind !== kindValues(rt).get('keyword-only')) {
      given.push([name, positional]);
      next += 1;
    }
  }
  const bound = rt.createObject(boundClass(rt));
  bound.attrs.set('arguments', dictOf(rt, given));
  bound.attrs.set(
    '_defaults',
    dictOf(rt, [...defaults, ...given.filter(([name]) => !defaults.some(([other]) => other === name))]),
  );
  bound.attrs.set('args', tuple(...args.rest));
  bound.attrs.set('kwargs', dictOf(rt, args.extra));
  bound.attrs.set('signature', signature);
  return bound;
}

/** What is called in the end, and how many of its first parameters are already filled. */
interface Target {
  readonly params: readonly BoundParam[];
  readonly annotations: Value;
}

function targetOf(rt: Runtime, value: Value): Target | undefined {
  const wrapped = value instanceof PyFunction ? value.attrs.get('__wrapped__') : undefined;
  if (wrapped !== undefined) return targetOf(rt, wrapped);
  if (value instanceof PyFunction) {
    return { params: value.params, annotations: rt.findAttribute(value, '__annotations__') ?? null };
  }
  if (value instanceof NativeFunction) {
    return value.params === null ? undefined : { params: value.params, annotations: null };
  }
  if (value instanceof BoundMethod) return without(targetOf(rt, value.fn), 1, new Map());
  if (value instanceof WrappedFunction) return targetOf(rt, value.target);
  if (value instanceof Partial) return without(targetOf(rt, value.fn), value.args.length, value.keywords);
  if (value instanceof PyClass) {
    const own = ['__init__', '__new__']
      .map((name) => rt.findInClass(value, name))
      .find(
        (method) => method instanceof PyFunction || (method instanceof NativeFunction && !isRoot(rt, method)),
      );
    return own === undefined ? { params: [], annotations: null } : without(targetOf(rt, own), 1, new Map());
  }
  if (value instanceof PyObject) {
    const call = rt.findInClass(value.cls, '__call__');
    return call === undefined ? undefined : without(targetOf(rt, call), 1, new Map());
  }
  return undefined;
}

function isRoot(rt: Runtime, method: Value): boolean {
  return [...rt.builtinClass('object').dict.values()].includes(method);
}

/** Without the parameters that are filled by position; those filled by name get a default. */
function without(
  target: Target | undefined,
  positional: number,
  keywords: ReadonlyMap<string, Value>,
): Target | undefined {
  if (target === undefined) return undefined;
  const params = target.params.slice(positional).map((param) => {
    const value = keywords.get(param.name);
    return value === undefined ? param : { ...param, default: value, kind: 'keyword-only' as const };
  });
  return { ...target, params };
}

function signature(rt: Runtime, value: Value): Value {
  if (value instanceof Unknown) return value;
  const target = targetOf(rt, value);
  if (target === undefined) {
    return rt.unknown(`the signature of this ${rt.typeName(value)}`);
  }
  const empty = emptyClass(rt);
  const annotation = (name: string): Value => {
    const found = target.annotations instanceof PyDict ? dictGet(rt, target.annotations, name) : undefined;
    return found === undefined ? empty : found;
  };
  const parameters = target.params.map((param): [string, Value] => {
    const object = rt.createObject(parameterClass(rt));
    object.attrs.set('name', param.name);
    object.attrs.set('kind', kindValues(rt).get(param.kind) ?? null);
    object.attrs.set('default', param.default === undefined ? empty : param.default);
    object.attrs.set('annotation', annotation(param.name));
    return [param.name, object];
  });
  const object = rt.createObject(signatureClass(rt));
  object.attrs.set('parameters', dictOf(rt, parameters));
  object.attrs.set('return_annotation', annotation('return'));
  return object;
}

const specClass = [
  'args',
  'varargs',
  'varkw',
  'defaults',
  'kwonlyargs',
  'kwonlydefaults',
  'annotations',
] as const;

function fullSpec(rt: Runtime, value: Value): Value {
  const target = targetOf(rt, value instanceof BoundMethod ? value.fn : value);
  if (target === undefined) return rt.unknown('the signature of a function');
  const of = (...kinds: readonly ParamKind[]): readonly BoundParam[] =>
    target.params.filter((param) => kinds.includes(param.kind));
  const positional = of('positional-only', 'normal');
  const keywordOnly = of('keyword-only');
  const defaults = positional.flatMap((param) => (param.default === undefined ? [] : [param.default]));
  const fields: Readonly<Record<(typeof specClass)[number], Value>> = {
    args: new PyList(positional.map((param) => param.name)),
    varargs: of('var-positional')[0]?.name ?? null,
    varkw: of('var-keyword')[0]?.name ?? null,
    defaults: defaults.length === 0 ? null : tuple(...defaults),
    kwonlyargs: new PyList(keywordOnly.map((param) => param.name)),
    kwonlydefaults: dictOf(
      rt,
      keywordOnly.flatMap((param) =>
        param.default === undefined ? [] : [[param.name, param.default] as const],
      ),
    ),
    annotations: target.annotations,
  };
  const spec = rt.createObject(fullSpecClass(rt));
  for (const name of specClass) spec.attrs.set(name, fields[name]);
  return spec;
}

const fullSpecClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'FullArgSpec',
    [rt.builtinClass('object')],
    [
      nativeMethod('__getitem__(self, index)', (_rt, args) => {
        const self = args.known('self');
        const name = specClass[args.int('index')];
        return name !== undefined && self instanceof PyObject ? (self.attrs.get(name) ?? null) : null;
      }),
    ],
  ),
);

/** Pairs of name and value, in the order of names, those that pass the predicate. */
function members(rt: Runtime, args: Args): Value {
  const object = args.known('object');
  if (object instanceof PyModule && object.lazy !== null) return rt.unknown(`all names of ${object.name}`);
  const names = object instanceof PyModule ? [...object.vars.keys()].sort() : attributeNames(rt, object);
  const predicate = args.value('predicate');
  const found: Value[] = [];
  for (const name of names) {
    const value = rt.findAttribute(object, name);
    if (value === undefined) continue;
    if (predicate === null || isTrue(rt, rt.call(predicate, [value]))) found.push(tuple(name, value));
  }
  return new PyList(found);
}

function is(name: string, test: (value: Value, rt: Runtime) => boolean): NativeFunction {
  return native(`${name}(object)`, (rt, args) => test(args.known('object'), rt));
}

function isAbstract(value: Value): boolean {
  if (!(value instanceof PyClass)) return false;
  return [...value.dict.values()].some(
    (member) => member instanceof PyFunction && member.attrs.get('__isabstractmethod__') === true,
  );
}

const functions: readonly NativeFunction[] = [
  native('signature(obj, **options)', (rt, args) => signature(rt, args.value('obj'))),
  native('getfullargspec(func)', (rt, args) => fullSpec(rt, args.known('func'))),
  native('getargspec(func)', (rt, args) => fullSpec(rt, args.known('func'))),
  native('getsource(object)', (rt, args) => source(rt, args.known('object'))),
  native('getmembers(object, predicate=None)', members),
  native('getmro(cls)', (_rt, args) => {
    const cls = args.known('cls');
    return cls instanceof PyClass ? tuple(...cls.mro) : tuple();
  }),
  native('getmodule(object)', (rt, args) => {
    const name = rt.findAttribute(args.known('object'), '__module__');
    return typeof name === 'string' ? (rt.modules.get(name) ?? null) : null;
  }),
  native('getdoc(object)', (rt, args) => rt.findAttribute(args.known('object'), '__doc__') ?? null),
  native(
    'unwrap(func)',
    (rt, args) => rt.findAttribute(args.value('func'), '__wrapped__') ?? args.value('func'),
  ),
  is('isclass', (value) => value instanceof PyClass),
  is('isfunction', (value) => value instanceof PyFunction),
  is('isbuiltin', (value) => value instanceof NativeFunction),
  is(
    'isroutine',
    (value) => value instanceof PyFunction || value instanceof NativeFunction || value instanceof BoundMethod,
  ),
  is('ismethod', (value) => value instanceof BoundMethod),
  is('ismodule', (value) => value instanceof PyModule),
  is('isgenerator', (value) => value instanceof PyIterator),
  is(
    'isgeneratorfunction',
    (value) => value instanceof PyFunction && value.node.kind === 'FunctionDef' && value.node.isGenerator,
  ),
  is(
    'iscoroutinefunction',
    (value) => value instanceof PyFunction && value.node.kind === 'FunctionDef' && value.node.isAsync,
  ),
  is('isabstract', isAbstract),
  is('isdatadescriptor', () => false),
];

/** The text of a module. */
function source(rt: Runtime, value: Value): Value {
  const uri = value instanceof PyModule ? value.uri : null;
  const text = uri === null ? null : rt.files.get(uri);
  if (uri !== null && text === undefined) throw new NeedsFiles([uri]);
  return text ?? rt.unknown('the source that inspect.getsource() gives');
}

export const inspect = libraryModule('inspect', (rt) => [
  ...functions,
  parameterClass(rt),
  signatureClass(rt),
  boundClass(rt),
  ['_empty', emptyClass(rt)],
]);
