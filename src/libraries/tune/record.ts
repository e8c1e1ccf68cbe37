/** Settings of a tool: a class that keeps what it is given. */
import { perRuntime } from '../../python/builtins/natives.ts';
import { nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import type { Member } from '../module.ts';

/** Its arguments become attributes of the same names; those that are not listed are dropped. */
export function record(name: string, fields: readonly string[]): Member {
  const signature = ['self', ...fields.map((field) => `${field}=None`), '**options'].join(', ');
  return perRuntime((rt) =>
    nativeClass(
      name,
      [rt.builtinClass('object')],
      [
        nativeMethod(`__init__(${signature})`, (inner, args) => {
          for (const field of fields) inner.setAttribute(args.known('self'), field, args.value(field));
          return null;
        }),
      ],
    ),
  );
}
