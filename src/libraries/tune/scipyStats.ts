/** Distributions that searches draw from: https://docs.scipy.org/doc/scipy/reference/stats.html (1.14). */
import type { LibraryModule } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { dataModule } from '../dataPackages.ts';
import { bound, real, whole } from '../search.ts';
import { Domain } from './space.ts';

const distributions = [
  native('uniform(loc=0, scale=1)', (rt, args) => {
    const low = bound(rt, args.value('loc'));
    const high = low + bound(rt, args.value('scale'));
    return new Domain(real(rt, { low, high, step: null, isLog: false }));
  }),
  // The upper end does not belong to it.
  native('randint(low, high, loc=0)', (rt, args) => {
    const shift = bound(rt, args.value('loc'));
    const low = bound(rt, args.value('low')) + shift;
    const high = bound(rt, args.value('high')) - 1 + shift;
    return new Domain(whole(rt, { low, high, step: null, isLog: false }));
  }),
  ...['loguniform', 'reciprocal'].map((name) =>
    native(`${name}(a, b)`, (rt, args) => {
      const [low, high] = [bound(rt, args.value('a')), bound(rt, args.value('b'))];
      return new Domain(real(rt, { low, high, step: null, isLog: true }));
    }),
  ),
];

const byName = new Map(distributions.map((member) => [member.name, member]));

export const scipyStatsModules: readonly LibraryModule[] = [
  dataModule('scipy.stats', (_rt, member) => byName.get(member)),
];
