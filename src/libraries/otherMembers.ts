/** Members of a library's object that are not modelled: they are there, and what they give is not known. */
import { nativeMethod } from '../python/runtime/native.ts';
import type { NativeFunction } from '../python/runtime/values.ts';

/** `__getattr__` of a class of `library`. */
export function otherMembers(library: string): NativeFunction {
  return nativeMethod('__getattr__(self, name)', (rt, args) => {
    const name = args.string('name');
    if (name.startsWith('_')) throw rt.error('AttributeError', name);
    return rt.unknown(`${name} of ${library} is not modelled`);
  });
}
