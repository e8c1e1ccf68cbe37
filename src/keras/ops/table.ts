/** Every operation of `keras.ops`, by name. */
import type { NativeFunction } from '../../python/runtime/values.ts';
import { CREATION } from './creation.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { FLOW } from './flow.ts';
import { IMAGE } from './image.ts';
import { LOSSES } from './losses.ts';
import { MATMUL } from './matmul.ts';
import { NEURAL } from './neural.ts';
import { REDUCING } from './reductions.ts';
import { SHAPING } from './shaping.ts';

export const OPERATIONS: ReadonlyMap<string, NativeFunction> = new Map(
  [ELEMENTWISE, REDUCING, SHAPING, MATMUL, CREATION, NEURAL, IMAGE, LOSSES, FLOW]
    .flat()
    .map((fn) => [fn.name, fn]),
);

export function operation(name: string): NativeFunction {
  const found = OPERATIONS.get(name);
  if (found === undefined) throw new TypeError(`no operation ${name}`);
  return found;
}
