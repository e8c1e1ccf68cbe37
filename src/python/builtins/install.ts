/** The `builtins` module: every builtin class and function, made anew for each runtime. */
import type { Runtime } from '../runtime/api.ts';
import { Store } from '../runtime/journal.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import {
  ClassMethod,
  ELLIPSIS,
  NOT_IMPLEMENTED,
  NativeFunction,
  PyClass,
  PyModule,
  PyObject,
  PyProperty,
  StaticMethod,
} from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import { attributeFunctions } from './attributeFunctions.ts';
import { bytesMembers } from './bytesMethods.ts';
import { complexMembers } from './complex.ts';
import { dictMembers } from './dictMethods.ts';
import { EXCEPTION_ALIASES, EXCEPTION_BASES, exceptionMembers } from './exceptionClasses.ts';
import { floatMembers } from './floatMethods.ts';
import { functionMembers } from './functionClass.ts';
import { boolMembers, intMembers } from './intMethods.ts';
import {
  generatorMembers,
  iterationConstructors,
  iterationFunctions,
  iteratorMembers,
} from './iterationFunctions.ts';
import { listMembers, tupleMembers } from './listMethods.ts';
import { numericFunctions } from './numericFunctions.ts';
import { objectMembers, superMembers, typeMembers } from './objectClass.ts';
import { outsideFunctions } from './outsideFunctions.ts';
import { rangeMembers, sliceMembers } from './rangeMethods.ts';
import { frozensetMembers, setMembers } from './setMethods.ts';
import { strMembers } from './strMethods.ts';

/** Names as functions see them, and classes also by names that are not in scope (`NoneType`). */
export interface BuiltinScope {
  readonly names: ReadonlyMap<string, Value>;
  readonly classes: ReadonlyMap<string, PyClass>;
}

type Members = readonly (NativeFunction | readonly [string, Value])[];

interface ClassRow {
  readonly name: string;
  readonly base?: string;
  readonly members?: Members;
  /** Known by name only inside the runtime. */
  readonly isHidden?: boolean;
}

const descriptorMembers = {
  property: native(
    '__new__(cls, fget=None, fset=None, fdel=None, doc=None)',
    (_rt, args) => new PyProperty(args.value('fget'), args.value('fset')),
  ),
  staticmethod: native('__new__(cls, function)', (_rt, args) => new StaticMethod(args.value('function'))),
  classmethod: native('__new__(cls, function)', (_rt, args) => new ClassMethod(args.value('function'))),
  // One of a class of its own, such as those that import on demand, is an object like others.
  module: native('__new__(cls, name, *args, **options)', (rt, args) => {
    const cls = args.value('cls');
    const isOwn = cls instanceof PyClass && cls !== rt.builtinClass('module');
    return isOwn ? rt.createObject(cls) : new PyModule(args.string('name'), null);
  }),
};

const initializeModule = nativeMethod('__init__(self, name, doc=None)', (rt, args) => {
  const self = args.value('self');
  if (self instanceof PyObject) rt.journal.mapSet(self.attrs, '__name__', args.value('name'));
  return null;
});

const CLASSES: readonly ClassRow[] = [
  { name: 'type', members: typeMembers },
  { name: 'int', members: intMembers },
  { name: 'bool', base: 'int', members: boolMembers },
  { name: 'float', members: floatMembers },
  { name: 'complex', members: complexMembers },
  { name: 'str', members: strMembers },
  { name: 'bytes', members: bytesMembers },
  { name: 'bytearray', members: bytesMembers },
  { name: 'memoryview', members: bytesMembers },
  { name: 'list', members: listMembers },
  { name: 'tuple', members: tupleMembers },
  { name: 'dict', members: dictMembers },
  { name: 'set', members: setMembers },
  { name: 'frozenset', members: frozensetMembers },
  { name: 'range', members: rangeMembers },
  { name: 'slice', members: sliceMembers },
  { name: 'property', members: [descriptorMembers.property] },
  { name: 'staticmethod', members: [descriptorMembers.staticmethod] },
  { name: 'classmethod', members: [descriptorMembers.classmethod] },
  { name: 'super', members: superMembers },
  { name: 'module', members: [descriptorMembers.module, initializeModule], isHidden: true },
  { name: 'function', members: functionMembers, isHidden: true },
  { name: 'method', isHidden: true },
  { name: 'builtin_function_or_method', isHidden: true },
  { name: 'NoneType', members: [native('__new__(cls)', () => null)], isHidden: true },
  { name: 'ellipsis', isHidden: true },
  { name: 'NotImplementedType', isHidden: true },
  { name: 'GenericAlias', isHidden: true },
  { name: 'UnionType', isHidden: true },
  { name: 'TextIOWrapper', isHidden: true },
  { name: 'dict_keys', isHidden: true },
  { name: 'dict_values', isHidden: true },
  { name: 'dict_items', isHidden: true },
  { name: 'iterator', members: iteratorMembers, isHidden: true },
  { name: 'generator', members: generatorMembers, isHidden: true },
  ...Array.from(iterationConstructors, ([name, create]) => ({
    name,
    members: [create, ...iteratorMembers],
  })),
  ...EXCEPTION_BASES.map(([name, base]) => ({ name, base, members: exceptionMembers(name) })),
];

const FUNCTIONS: readonly NativeFunction[] = [
  ...attributeFunctions,
  ...iterationFunctions,
  ...numericFunctions,
  ...outsideFunctions,
];

const CONSTANTS: readonly (readonly [string, Value])[] = [
  ['None', null],
  ['True', true],
  ['False', false],
  ['Ellipsis', ELLIPSIS],
  ['NotImplemented', NOT_IMPLEMENTED],
  ['__debug__', true],
  ['__name__', 'builtins'],
];

/** Makes the builtins of a runtime. Classes are of one identity within it. */
export function installBuiltins(_rt: Runtime): BuiltinScope {
  const object = new PyClass({ name: 'object', bases: [], dict: membersOf(objectMembers) });
  const classes = new Map<string, PyClass>([['object', object]]);
  const names = new Map<string, Value>([...CONSTANTS, ['object', object]]);
  for (const { name, base = 'object', members = [], isHidden = false } of CLASSES) {
    const cls = new PyClass({ name, bases: [classes.get(base) ?? object], dict: membersOf(members) });
    classes.set(name, cls);
    if (!isHidden) names.set(name, cls);
  }
  for (const [alias, name] of EXCEPTION_ALIASES) {
    const cls = classes.get(name);
    if (cls !== undefined) names.set(alias, cls);
  }
  for (const fn of FUNCTIONS) names.set(fn.name, fn);
  return { names, classes };
}

/** What `import builtins` gives. */
export function builtinNames(rt: Runtime): readonly (readonly [string, Value])[] {
  const visible = [{ name: 'object', isHidden: false }, ...CLASSES].filter((row) => row.isHidden !== true);
  return [
    ...CONSTANTS,
    ...FUNCTIONS.map((fn) => [fn.name, fn] as const),
    ...visible.map(({ name }) => [name, rt.builtinClass(name)] as const),
    ...EXCEPTION_ALIASES.map(([alias, name]) => [alias, rt.builtinClass(name)] as const),
  ];
}

function membersOf(members: Members): Store<string, Value> {
  const dict = new Store<string, Value>();
  for (const member of members) {
    if (member instanceof NativeFunction) dict.set(member.name, member);
    else dict.set(member[0], member[1]);
  }
  return dict;
}
