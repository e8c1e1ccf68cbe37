/** What a dotted path in a file of settings leads to. */
import type { Runtime } from '../../python/runtime/api.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';

/** `package.module.Class.method`: the longest part that is a module, and its members from there. */
export function imported(rt: Runtime, path: string): Value {
  const names = path.split('.');
  if (names.length === 1) {
    const main = rt.modules.get('__main__');
    return (
      (main === undefined ? undefined : rt.findAttribute(main, path)) ??
      rt.unknown(`'${path}' is no dotted path`)
    );
  }
  let lost: Unknown | null = null;
  for (let length = names.length - 1; length > 0; length--) {
    const name = names.slice(0, length).join('.');
    const module = name === '__main__' ? (rt.modules.get(name) ?? rt.unknown(name)) : rt.importModule(name);
    if (module instanceof Unknown) {
      lost = module;
      continue;
    }
    let value: Value = module;
    for (const member of names.slice(length)) value = rt.getAttribute(value, member);
    return value;
  }
  return lost ?? rt.unknown(`'${path}' was not found`);
}
