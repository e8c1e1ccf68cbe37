/** `abc`: abstract classes cannot be instantiated, and other classes can be registered with them. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import {
  ClassMethod,
  NativeFunction,
  PyClass,
  PyFunction,
  PyList,
  PyProperty,
  StaticMethod,
} from '../runtime/values.ts';
import type { CallArgs, Value } from '../runtime/values.ts';
import { perRuntime } from '../builtins/natives.ts';
import { construct } from '../builtins/objectClass.ts';
import { libraryModule } from './module.ts';

const MARK = '__isabstractmethod__';
const REGISTRY = '_abc_registry';

/** Marks a class whose natives count as overrides of the builtin behaviour. */
export const OVERRIDES: readonly [string, Value] = ['__wattlens_overrides__', true];

function markAbstract(rt: Runtime, args: Args): Value {
  const member = args.value('funcobj');
  const fn = functionBehind(member);
  if (fn !== null) rt.journal.mapSet(fn.attrs, MARK, true);
  return member;
}

function functionBehind(member: Value): PyFunction | null {
  if (member instanceof PyFunction) return member;
  if (member instanceof ClassMethod || member instanceof StaticMethod) return functionBehind(member.fn);
  return member instanceof PyProperty ? functionBehind(member.getter) : null;
}

const abstractNatives = new WeakSet<NativeFunction>();

/** A method that subclasses of a library's abstract class have to define. */
export function abstractNative(name: string): NativeFunction {
  const method = nativeMethod(`${name}(self, *args)`, (rt) => {
    throw rt.error('NotImplementedError', name);
  });
  abstractNatives.add(method);
  return method;
}

function isAbstract(member: Value): boolean {
  if (member instanceof NativeFunction) return abstractNatives.has(member);
  return functionBehind(member)?.attrs.get(MARK) === true;
}

/** Names that the class leaves abstract, in the order in which they were declared. */
function abstractNames(cls: PyClass): string[] {
  const names = new Set<string>();
  for (const base of cls.mro.toReversed()) {
    for (const [name, member] of base.dict) {
      if (isAbstract(member)) names.add(name);
      else names.delete(name);
    }
  }
  return [...names];
}

const create = new NativeFunction(
  '__call__',
  (rt, args: CallArgs) => {
    const [cls, ...positional] = args.positional;
    if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'ABCMeta.__call__() takes a class');
    const missing = cls.unknownBase === null ? abstractNames(cls) : [];
    if (missing.length > 0) {
      throw rt.error(
        'TypeError',
        `Can't instantiate abstract class ${cls.name} with abstract methods ${missing.sort().join(', ')}`,
      );
    }
    return construct(rt, cls, { ...args, positional });
  },
  true,
);

function register(rt: Runtime, args: Args): Value {
  const cls = args.known('cls');
  if (!(cls instanceof PyClass)) throw rt.error('TypeError', 'register() is of abstract classes');
  let registry = cls.dict.get(REGISTRY);
  if (!(registry instanceof PyList)) {
    registry = new PyList([]);
    rt.journal.mapSet(cls.dict, REGISTRY, registry);
  }
  rt.journal.push(registry, args.value('subclass'));
  return args.value('subclass');
}

/** What decides membership for an abstract class beyond inheritance. */
export type VirtualCheck = (rt: Runtime, cls: PyClass) => boolean;

const checks = new WeakMap<PyClass, VirtualCheck>();

/** Gives an abstract class its rule for classes that do not derive from it. */
export function setVirtualCheck(cls: PyClass, check: VirtualCheck): void {
  checks.set(cls, check);
}

function isVirtualSubclass(rt: Runtime, cls: PyClass, abstract: PyClass): boolean {
  if (cls.isSubclassOf(abstract)) return true;
  const registry = abstract.dict.get(REGISTRY);
  const registered = registry instanceof PyList ? registry.items : [];
  if (registered.some((one) => one instanceof PyClass && cls.isSubclassOf(one))) return true;
  return checks.get(abstract)?.(rt, cls) ?? false;
}

function checkClass(rt: Runtime, abstract: Value, cls: Value): Value {
  if (!(abstract instanceof PyClass) || !(cls instanceof PyClass)) {
    throw rt.error('TypeError', 'issubclass() arg 1 must be a class');
  }
  return isVirtualSubclass(rt, cls, abstract) ? true : (cls.unknownBase ?? false);
}

export const abcMeta = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'ABCMeta',
    [rt.builtinClass('type')],
    [
      OVERRIDES,
      ['__call__', create],
      ['register', nativeMethod('register(cls, subclass)', register)],
      [
        '__instancecheck__',
        nativeMethod('__instancecheck__(cls, instance)', (inner, args) =>
          checkClass(inner, args.value('cls'), inner.classOf(args.known('instance'))),
        ),
      ],
      [
        '__subclasscheck__',
        nativeMethod('__subclasscheck__(cls, subclass)', (inner, args) =>
          checkClass(inner, args.value('cls'), args.value('subclass')),
        ),
      ],
    ],
  ),
);

/** An abstract class of a library. */
export function abstractClass(
  rt: Runtime,
  name: string,
  bases: readonly PyClass[],
  members: readonly (NativeFunction | readonly [string, Value])[],
): PyClass {
  const plain = nativeClass(
    name,
    bases,
    members.map((member) => (member instanceof NativeFunction ? ([member.name, member] as const) : member)),
  );
  return new PyClass({ name, bases, mro: plain.mro.slice(1), dict: plain.dict, metaclass: abcMeta(rt) });
}

export const abcClass = perRuntime((rt: Runtime) =>
  abstractClass(rt, 'ABC', [rt.builtinClass('object')], []),
);

export const abc = libraryModule(
  'abc',
  (rt) => [
    abcMeta(rt),
    abcClass(rt),
    native('abstractmethod(funcobj)', markAbstract),
    native('abstractclassmethod(funcobj)', (inner, args) => new ClassMethod(markAbstract(inner, args))),
    native('abstractstaticmethod(funcobj)', (inner, args) => new StaticMethod(markAbstract(inner, args))),
    native('abstractproperty(funcobj)', (inner, args) => new PyProperty(markAbstract(inner, args), null)),
    native('get_cache_token()', () => 0),
    native('update_abstractmethods(cls)', (_rt, args) => args.value('cls')),
  ],
  { others: 'missing' },
);
