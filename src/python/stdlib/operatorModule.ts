/** `operator`. */
import type { Runtime } from '../runtime/api.ts';
import { native } from '../runtime/native.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { absoluteOf } from '../builtins/numericFunctions.ts';
import { callable, isTrue, tuple } from '../builtins/natives.ts';
import { toIndex } from '../builtins/rangeMethods.ts';
import { libraryModule } from './module.ts';
import type { Member } from './module.ts';

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  matmul: '@',
  and_: '&',
  or_: '|',
  xor: '^',
  lshift: '<<',
  rshift: '>>',
  concat: '+',
};

const COMPARE: Readonly<Record<string, CompareOperator>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  is_: 'is',
  is_not: 'is not',
};

function binary(name: string, op: BinaryOperator): NativeFunction {
  return native(`${name}(a, b, /)`, (rt, args) => rt.binary(op, args.value('a'), args.value('b')));
}

function compare(name: string, op: CompareOperator): NativeFunction {
  return native(`${name}(a, b, /)`, (rt, args) => rt.compare(op, args.value('a'), args.value('b')));
}

/** One argument gives the value itself, several a tuple. */
function getter(
  name: string,
  keys: readonly Value[],
  read: (rt: Runtime, object: Value, key: Value) => Value,
): Value {
  return callable(name, (rt, [object = null]) => {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return read(rt, object, only);
    return tuple(...keys.map((key) => read(rt, object, key)));
  });
}

function attributePath(rt: Runtime, object: Value, path: Value): Value {
  const names = typeof path === 'string' ? path.split('.') : [];
  return names.reduce<Value>((value, name) => rt.getAttribute(value, name), object);
}

const members: readonly NativeFunction[] = [
  ...Object.entries(BINARY).flatMap(([name, op]) => [
    binary(name, op),
    binary(`i${name.replace(/_$/, '')}`, op),
  ]),
  ...Object.entries(COMPARE).map(([name, op]) => compare(name, op)),
  native('neg(a, /)', (rt, args) => rt.binary('-', 0, args.value('a'))),
  native('pos(a, /)', (_rt, args) => args.value('a')),
  native('abs(a, /)', (rt, args) => absoluteOf(rt, args.known('a'))),
  native('inv(a, /)', (rt, args) => rt.binary('-', -1, args.value('a'))),
  native('invert(a, /)', (rt, args) => rt.binary('-', -1, args.value('a'))),
  native('not_(a, /)', (rt, args) => rt.negate(args.value('a'))),
  native('truth(a, /)', (rt, args) => rt.truth(args.value('a'))),
  native('index(a, /)', (rt, args) => toIndex(rt, args.value('a'))),
  native('contains(a, b, /)', (rt, args) => rt.compare('in', args.value('b'), args.value('a'))),
  native('getitem(a, b, /)', (rt, args) => rt.getItem(args.value('a'), args.value('b'))),
  native('setitem(a, b, c, /)', (rt, args) => {
    rt.setItem(args.value('a'), args.value('b'), args.value('c'));
    return null;
  }),
  native('delitem(a, b, /)', (rt, args) => {
    rt.deleteItem(args.value('a'), args.value('b'));
    return null;
  }),
  native('length_hint(obj, default=0, /)', (rt, args) => rt.length(args.value('obj'))),
  native('indexOf(a, b, /)', (rt, args) => {
    const at = args.elements('a').findIndex((item) => isTrue(rt, rt.equals(item, args.value('b'))));
    if (at < 0) throw rt.error('ValueError', 'sequence.index(x): x not in sequence');
    return at;
  }),
  native(
    'countOf(a, b, /)',
    (rt, args) => args.elements('a').filter((item) => isTrue(rt, rt.equals(item, args.value('b')))).length,
  ),
  native('itemgetter(*items)', (_rt, args) =>
    getter('itemgetter', args.rest, (rt, object, key) => rt.getItem(object, key)),
  ),
  native('attrgetter(*attrs)', (_rt, args) => getter('attrgetter', args.rest, attributePath)),
  native('methodcaller(name, /, *args, **kwargs)', (_rt, args) => {
    const name = args.string('name');
    return callable('methodcaller', (rt, [object = null]) =>
      rt.call(rt.getAttribute(object, name), args.rest, args.extra),
    );
  }),
  native('call(obj, /, *args, **kwargs)', (rt, args) => rt.call(args.value('obj'), args.rest, args.extra)),
];

const dunders: readonly Member[] = members.map((fn): Member => [`__${fn.name.replace(/_$/, '')}__`, fn]);

export const operator = libraryModule('operator', [...members, ...dunders], { others: 'missing' });
