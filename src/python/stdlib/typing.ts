/** `typing` and `typing_extensions`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyClass, PyDict } from '../runtime/values.ts';
import type { NativeFunction, Value, PyTuple } from '../runtime/values.ts';
import { dictItems, dictOf, dictSet } from '../builtins/hash.ts';
import { GenericAlias } from '../builtins/genericAlias.ts';
import { callable, elementsOf, perRuntime, tuple } from '../builtins/natives.ts';
import { abstractClass } from './abc.ts';
import { abstractCollections } from './collectionsAbc.ts';
import { counterClass, defaultDictClass, dequeClass, orderedDictClass } from './collections.ts';
import { libraryModule } from './module.ts';
import type { Member } from './module.ts';
import { namedTupleMembers } from './namedTuples.ts';
import { TypingForm } from './typingForms.ts';

const FORMS = [
  'Annotated',
  'Any',
  'AnyStr',
  'ClassVar',
  'Concatenate',
  'Final',
  'Literal',
  'LiteralString',
  'Never',
  'NoReturn',
  'NotRequired',
  'Optional',
  'ReadOnly',
  'Required',
  'Self',
  'Text',
  'TypeAlias',
  'TypeGuard',
  'TypeIs',
  'Union',
  'Unpack',
];

/** Aliases of builtin classes: as annotations, bases and in `isinstance` they are the class itself. */
const BUILTIN_ALIASES: Readonly<Record<string, string>> = {
  List: 'list',
  Dict: 'dict',
  Set: 'set',
  FrozenSet: 'frozenset',
  Tuple: 'tuple',
  Type: 'type',
};

/** Abstract collections under their names in `typing`, where these differ. */
const ABSTRACT_NAMES: Readonly<Record<string, string>> = { AbstractSet: 'Set' };

/** Decorators that return what they decorate. */
const PASS_THROUGH = ['final', 'no_type_check', 'override', 'runtime_checkable', 'runtime', 'overload'];

/** `TypeVar('T', bound=…)` and its like. */
function variable(name: string): NativeFunction {
  return native(`${name}(name, *constraints, **options)`, (_rt, args) => new TypingForm(args.string('name')));
}

export const namedTupleBase = perRuntime((rt: Runtime) =>
  nativeClass(
    'NamedTuple',
    [rt.builtinClass('tuple')],
    [native('__new__(cls, typename, fields=())', functionalTuple)],
  ),
);

/** `NamedTuple('P', [('x', int), …])`. */
function functionalTuple(rt: Runtime, args: Args): Value {
  const name = args.string('typename');
  const fields = args.elements('fields').map((field) => {
    const [fieldName] = elementsOf(rt, field);
    return { name: typeof fieldName === 'string' ? fieldName : '', default: undefined };
  });
  return rt.createClass(name, [rt.builtinClass('tuple')], namedTupleMembers(rt, name, fields));
}

export const typedDictBase = perRuntime((rt: Runtime) =>
  nativeClass(
    'TypedDict',
    [rt.builtinClass('dict')],
    [
      // An instance is a plain dict.
      native('__new__(cls, other=None, /, **items)', (inner, args) => {
        const dict = dictOf(inner, args.extra);
        const other = args.value('other');
        if (other instanceof PyDict) {
          for (const [key, value] of dictItems(other)) dictSet(inner, dict, key, value);
        }
        return dict;
      }),
    ],
  ),
);

function typeHints(rt: Runtime, args: Args): Value {
  const object = args.known('obj');
  const holders = object instanceof PyClass ? object.mro.toReversed() : [object];
  const hints = new PyDict();
  for (const holder of holders) {
    const own =
      holder instanceof PyClass
        ? holder.dict.get('__annotations__')
        : rt.findAttribute(holder, '__annotations__');
    if (own instanceof PyDict) for (const [name, hint] of dictItems(own)) dictSet(rt, hints, name, hint);
  }
  return hints;
}

/** What stands in the brackets of a generic type. */
function typeArguments(tp: Value): PyTuple {
  return tp instanceof GenericAlias || tp instanceof TypingForm ? tuple(...tp.args) : tuple();
}

const functions: readonly NativeFunction[] = [
  native('cast(typ, val)', (_rt, args) => args.value('val')),
  native('assert_type(val, typ)', (_rt, args) => args.value('val')),
  native('reveal_type(obj)', (_rt, args) => args.value('obj')),
  native('NewType(name, tp)', () => callable('NewType', (_rt, [value = null]) => value)),
  native('get_type_hints(obj, globalns=None, localns=None, include_extras=False)', typeHints),
  native('get_args(tp)', (_rt, args) => typeArguments(args.value('tp'))),
  native('get_origin(tp)', (rt, args) => {
    const type = args.value('tp');
    if (type instanceof GenericAlias) return type.origin;
    return type instanceof TypingForm && type.args.length > 0
      ? (type.getAttribute(rt, '__origin__') ?? null)
      : null;
  }),
  native('dataclass_transform(**options)', () => callable('dataclass_transform', (_rt, [cls = null]) => cls)),
  native('is_typeddict(tp)', () => false),
  native('get_overloads(func)', () => tuple()),
  variable('TypeVar'),
  variable('ParamSpec'),
  variable('TypeVarTuple'),
  ...PASS_THROUGH.map((name) => native(`${name}(f=None)`, (_rt, args) => args.value('f'))),
];

const genericBase = perRuntime((rt: Runtime) => nativeClass('Generic', [rt.builtinClass('object')], []));
const protocolBase = perRuntime((rt: Runtime) => abstractClass(rt, 'Protocol', [genericBase(rt)], []));

function members(rt: Runtime): readonly Member[] {
  const abstract = abstractCollections(rt);
  return [
    ...functions,
    ...FORMS.map((name): Member => [name, new TypingForm(name)]),
    ...Object.entries(BUILTIN_ALIASES).map(([name, builtin]): Member => [name, rt.builtinClass(builtin)]),
    ...Array.from(abstract, ([name, cls]): Member => [name, cls]),
    ...Object.entries(ABSTRACT_NAMES).flatMap(([name, target]): Member[] => {
      const cls = abstract.get(target);
      return cls === undefined ? [] : [[name, cls]];
    }),
    // `typing.Set` is the builtin set, `collections.abc.Set` the abstract one.
    ['Set', rt.builtinClass('set')],
    genericBase(rt),
    protocolBase(rt),
    namedTupleBase(rt),
    typedDictBase(rt),
    orderedDictClass(rt),
    ['DefaultDict', defaultDictClass(rt)],
    ['Deque', dequeClass(rt)],
    counterClass(rt),
    ['TYPE_CHECKING', false],
    ['IO', new TypingForm('IO')],
    ['TextIO', new TypingForm('TextIO')],
    ['BinaryIO', new TypingForm('BinaryIO')],
    ['Pattern', new TypingForm('Pattern')],
    ['Match', new TypingForm('Match')],
    ...['Int', 'Float', 'Abs', 'Bytes', 'Complex', 'Index', 'Round'].map((name): Member => [
      `Supports${name}`,
      new TypingForm(`Supports${name}`),
    ]),
  ];
}

export const typingModules = ['typing', 'typing_extensions', 'mypy_extensions'].map((name) =>
  libraryModule(name, members),
);
