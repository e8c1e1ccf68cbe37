/** Packages that models get nothing from but data: their source is not followed, which would take long and say nothing. */
import type { LibraryModule } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { PyModule, type Value } from '../python/runtime/values.ts';
import { Opaque } from '../python/stdlib/opaque.ts';
import list from './dataPackages.json' with { type: 'json' };

export const dataPackages: ReadonlySet<string> = new Set(list.packages);

/**
 * A module of such a package: what its functions give is unknown, and they change no model. `modelled` gives the
 * members that are known after all.
 */
export function dataModule(
  name: string,
  modelled: (rt: Runtime, member: string) => Value | undefined = () => undefined,
): LibraryModule {
  return {
    name,
    precedence: 'unless-own',
    create: () =>
      new PyModule(name, null, undefined, (rt, member) => {
        const known = modelled(rt, member);
        if (known !== undefined) return known;
        if (!member.startsWith('__')) return new Opaque(`${name}.${member}`);
        return member === '__version__' ? rt.unknown(`the installed version of ${name}`) : undefined;
      }),
  };
}
