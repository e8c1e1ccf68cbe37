/** `types`. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyDict, PyObject, Unknown } from '../runtime/values.ts';
import type { PyClass, Value } from '../runtime/values.ts';
import { updateDict } from '../builtins/dictMethods.ts';
import { dictCopy, dictItems } from '../builtins/hash.ts';
import { bindMethod, classArgument, perRuntime } from '../builtins/natives.ts';
import { libraryModule } from './module.ts';

/** `name(a=1, b='x')` of what an object holds. */
export function attributesRepr(rt: Runtime, self: Value, name: string): Value {
  if (!(self instanceof PyObject)) return `${name}()`;
  const texts: string[] = [];
  for (const [key, value] of self.attrs) {
    const text = rt.repr(value);
    if (text instanceof Unknown) return text;
    texts.push(`${key}=${text}`);
  }
  return `${name}(${texts.join(', ')})`;
}

/** Equality of the classes and of everything the objects hold. */
export function attributesEqual(rt: Runtime, args: Args): Value {
  const [self, other] = [args.value('self'), args.value('other')];
  if (!(self instanceof PyObject) || !(other instanceof PyObject) || self.cls !== other.cls) return false;
  return rt.equals(new PyDict(self.attrs), new PyDict(other.attrs));
}

export const simpleNamespace = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'SimpleNamespace',
    [rt.builtinClass('object')],
    [
      ['__wattlens_overrides__', true],
      [
        '__init__',
        nativeMethod('__init__(self, mapping=None, /, **kwargs)', (inner, args) => {
          const self = args.known('self');
          if (!(self instanceof PyObject)) return null;
          const given = new PyDict();
          if (args.given('mapping')) updateDict(inner, given, args.value('mapping'));
          for (const [name, value] of dictItems(given)) {
            if (typeof name === 'string') inner.journal.mapSet(self.attrs, name, value);
          }
          for (const [name, value] of args.extra) inner.journal.mapSet(self.attrs, name, value);
          return null;
        }),
      ],
      [
        '__repr__',
        nativeMethod('__repr__(self)', (inner, args) => {
          const self = args.value('self');
          const name = inner.typeName(self);
          return attributesRepr(inner, self, name === 'SimpleNamespace' ? 'namespace' : name);
        }),
      ],
      ['__eq__', nativeMethod('__eq__(self, other)', attributesEqual)],
    ],
  ),
);

/** Names in `types` of classes that the runtime has. */
const BUILTINS: Readonly<Record<string, string>> = {
  FunctionType: 'function',
  LambdaType: 'function',
  BuiltinFunctionType: 'builtin_function_or_method',
  BuiltinMethodType: 'builtin_function_or_method',
  GeneratorType: 'generator',
  ModuleType: 'module',
  NoneType: 'NoneType',
  EllipsisType: 'ellipsis',
  NotImplementedType: 'NotImplementedType',
  UnionType: 'UnionType',
  GenericAlias: 'GenericAlias',
};

export const types = libraryModule('types', (rt) => [
  simpleNamespace(rt),
  ...Object.entries(BUILTINS).map(([name, builtin]) => [name, rt.builtinClass(builtin)] as const),
  nativeClass(
    'MethodType',
    [rt.builtinClass('method')],
    [
      native('__new__(cls, function, instance)', (_rt, args) =>
        bindMethod(args.value('instance'), args.value('function')),
      ),
    ],
  ),
  nativeClass(
    'MappingProxyType',
    [rt.builtinClass('dict')],
    [
      native('__new__(cls, mapping)', (inner, args) => {
        const mapping = args.known('mapping');
        classArgument(inner, args);
        return mapping instanceof PyDict ? dictCopy(inner, mapping) : mapping;
      }),
    ],
  ),
  native('new_class(name, bases=(), kwds=None, exec_body=None)', (inner, args) =>
    inner.createClass(args.string('name'), args.elements('bases'), []),
  ),
  native('coroutine(func)', (_rt, args) => args.value('func')),
]);
