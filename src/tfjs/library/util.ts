/** `tf.util`: small helpers around arrays and shapes. */
import { PyList } from '../../python/runtime/values.ts';
import type { NativeFunction, Unknown } from '../../python/runtime/values.ts';
import { elementCount } from '../../tensor/shape.ts';
import { Namespace, scriptFunction } from '../script/native.ts';
import { UNDEFINED } from '../script/values.ts';
import { shapeOf } from './values.ts';

/** In another order, of which only the first to come out is unknown: arrays of alike elements stay as they are. */
const UTILITIES: readonly NativeFunction[] = [
  ...['shuffle', 'shuffleCombo', 'assert', 'assertNonNull', 'fetch'].map((name) =>
    scriptFunction(name, () => UNDEFINED),
  ),
  scriptFunction('createShuffledIndices', (call) => {
    const count = call.int(0);
    const index = call.js.unknown('a random index');
    return count > 10_000 ? index : new PyList(new Array<Unknown>(count).fill(index));
  }),
  scriptFunction('sizeFromShape', (call) => elementCount(shapeOf(call.js, call.known(0)))),
  scriptFunction('flatten', (call) => {
    const value = call.arg(0);
    const flat = (list: PyList): PyList['items'] =>
      list.items.flatMap((item) => (item instanceof PyList ? flat(item) : [item]));
    return value instanceof PyList ? new PyList(flat(value)) : value;
  }),
  scriptFunction('now', ({ js }) => js.unknown('the time')),
  scriptFunction('clamp', (call) => Math.max(call.number(0), Math.min(call.number(1), call.number(2)))),
];

const BY_NAME = new Map(UTILITIES.map((fn) => [fn.name, fn]));

export const utilNamespace = (): Namespace =>
  new Namespace('tf.util', (js, name) => BY_NAME.get(name) ?? js.unknown(`tf.util.${name} is not modelled`));
