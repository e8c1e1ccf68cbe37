/** The classes and names of the language, made anew for each run, since programs may change them. */
import type { Interpreter } from '../../../python/runtime/interpreter.ts';
import { NativeFunction, PySingleton, Unknown } from '../../../python/runtime/values.ts';
import type { Value, PyClass } from '../../../python/runtime/values.ts';
import { nextSerial } from '../../../python/runtime/journal.ts';
import { Namespace } from '../native.ts';
import { fromNumber } from '../numbers.ts';
import { GLOBAL_OBJECT_NAMES, globalObject } from '../page.ts';
import { JsScope } from '../scope.ts';
import { JsClass, UNDEFINED, type NativeConstruction } from '../values.ts';
import { ARRAY_CONSTRUCTION, ARRAY_METHODS, ARRAY_STATICS } from './array.ts';
import {
  ITERATOR_METHODS,
  MAP_CONSTRUCTION,
  MAP_METHODS,
  SET_CONSTRUCTION,
  SET_METHODS,
} from './collections.ts';
import { ERROR_NAMES, errorConstruction, errorMembers } from './errors.ts';
import { GLOBAL_FUNCTIONS, globalObjects, SYMBOL_STATICS } from './globals.ts';
import { JSON_MEMBERS } from './json.ts';
import {
  BIGINT_CONSTRUCTION,
  BIGINT_METHODS,
  BOOLEAN_CONSTRUCTION,
  BOOLEAN_METHODS,
  GLOBAL_NUMBER_FUNCTIONS,
  MATH_MEMBERS,
  NUMBER_CONSTRUCTION,
  NUMBER_METHODS,
  NUMBER_STATICS,
} from './numbers.ts';
import {
  FUNCTION_CONSTRUCTION,
  FUNCTION_METHODS,
  OBJECT_CONSTRUCTION,
  OBJECT_METHODS,
  OBJECT_STATICS,
} from './object.ts';
import { PROMISE_CONSTRUCTION, PROMISE_STATICS } from './promise.ts';
import { REGEXP_CONSTRUCTION, REGEXP_MEMBERS } from './regexp.ts';
import { TEXT_CONSTRUCTION, TEXT_METHODS, TEXT_STATICS } from './text.ts';
import { TYPED_ARRAYS, TYPED_CONSTRUCTION, TYPED_METHODS, typedStatics } from './typedArrays.ts';

type Members = readonly (NativeFunction | readonly [string, Value])[];

interface ClassRow {
  readonly name: string;
  readonly base?: string;
  readonly construction: NativeConstruction;
  readonly members?: Members;
  readonly statics?: Members;
}

/** Classes of which programs see no constructor. */
const HIDDEN: NativeConstruction = {
  create: (js) => {
    throw js.error('TypeError', 'Illegal constructor');
  },
  call: null,
};

const SYMBOL: NativeConstruction = {
  create: (js) => {
    throw js.error('TypeError', 'Symbol is not a constructor');
  },
  call: (js, [text = UNDEFINED]) => {
    const name = text === UNDEFINED ? '' : js.toText(text);
    return name instanceof Unknown ? name : new PySingleton(`${name}#${nextSerial()}`);
  },
};

const CLASSES: readonly ClassRow[] = [
  {
    name: 'Object',
    construction: OBJECT_CONSTRUCTION,
    members: OBJECT_METHODS,
    statics: OBJECT_STATICS,
  },
  { name: 'Function', construction: FUNCTION_CONSTRUCTION, members: FUNCTION_METHODS },
  { name: 'Array', construction: ARRAY_CONSTRUCTION, members: ARRAY_METHODS, statics: ARRAY_STATICS },
  { name: 'String', construction: TEXT_CONSTRUCTION, members: TEXT_METHODS, statics: TEXT_STATICS },
  { name: 'Number', construction: NUMBER_CONSTRUCTION, members: NUMBER_METHODS, statics: NUMBER_STATICS },
  { name: 'Boolean', construction: BOOLEAN_CONSTRUCTION, members: BOOLEAN_METHODS },
  { name: 'BigInt', construction: BIGINT_CONSTRUCTION, members: BIGINT_METHODS },
  { name: 'Symbol', construction: SYMBOL, statics: SYMBOL_STATICS },
  { name: 'Map', construction: MAP_CONSTRUCTION, members: MAP_METHODS },
  { name: 'WeakMap', construction: MAP_CONSTRUCTION, members: MAP_METHODS },
  { name: 'Set', construction: SET_CONSTRUCTION, members: SET_METHODS },
  { name: 'WeakSet', construction: SET_CONSTRUCTION, members: SET_METHODS },
  { name: 'RegExp', construction: REGEXP_CONSTRUCTION, members: REGEXP_MEMBERS },
  { name: 'Promise', construction: PROMISE_CONSTRUCTION, statics: PROMISE_STATICS },
  { name: 'Iterator', construction: HIDDEN, members: ITERATOR_METHODS },
  { name: 'Error', construction: errorConstruction('Error'), members: errorMembers('Error') },
  ...ERROR_NAMES.map((name) => ({
    name,
    base: 'Error',
    construction: errorConstruction(name),
    members: errorMembers(name),
  })),
  ...[...TYPED_ARRAYS.keys()].map((name) => ({
    name,
    construction: TYPED_CONSTRUCTION,
    members: TYPED_METHODS,
    statics: typedStatics(name),
  })),
  { name: 'ArrayBuffer', construction: TYPED_CONSTRUCTION, members: TYPED_METHODS },
];

function fill(store: Map<string, Value>, members: Members): void {
  for (const member of members) {
    if (member instanceof NativeFunction) store.set(member.name, member);
    else store.set(member[0], member[1]);
  }
}

export interface Globals {
  readonly scope: JsScope;
  readonly classes: ReadonlyMap<string, PyClass>;
}

export function installGlobals(rt: Interpreter): Globals {
  const scope = new JsScope('global', null);
  const classes = new Map<string, JsClass>();
  for (const { name, base, construction, members = [], statics = [] } of CLASSES) {
    const parent = name === 'Object' ? rt.builtinClass('object') : classes.get(base ?? 'Object');
    const cls = new JsClass({ name, bases: parent === undefined ? [] : [parent], construction });
    fill(cls.dict, members);
    fill(cls.statics, statics);
    classes.set(name, cls);
    if (construction !== HIDDEN) scope.vars.set(name, cls);
  }
  fill(scope.vars, [...GLOBAL_FUNCTIONS, ...GLOBAL_NUMBER_FUNCTIONS, ...globalObjects()]);
  const namespaces: readonly (readonly [string, Members])[] = [
    ['Math', MATH_MEMBERS],
    ['JSON', JSON_MEMBERS],
  ];
  for (const [name, members] of namespaces) {
    const store = new Map<string, Value>();
    fill(store, members);
    scope.vars.set(name, new Namespace(name, (_js, member) => store.get(member)));
  }
  for (const name of GLOBAL_OBJECT_NAMES) scope.vars.set(name, globalObject(name));
  scope.vars.set('undefined', UNDEFINED);
  scope.vars.set('NaN', fromNumber(NaN));
  scope.vars.set('Infinity', fromNumber(Infinity));
  scope.constants = new Set(['undefined', 'NaN', 'Infinity']);
  return { scope, classes };
}
