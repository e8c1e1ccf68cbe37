/** `ucimlrepo`: tables of the UCI repository by their number: https://github.com/uci-ml-repo/ucimlrepo */
import { findDataset } from '../../catalog/datasets.ts';
import type { LibraryModule } from '../../python/ports.ts';
import { asInteger, native } from '../../python/runtime/native.ts';
import { lazyModule } from '../module.ts';
import { Candidate } from '../tune/candidate.ts';
import { loadedTable } from './data.ts';

const fetchTable = native('fetch_ucirepo(name=None, id=None)', (rt, args) => {
  const number = asInteger(args.value('id'));
  const name = number === undefined ? args.value('name') : `${number}`;
  const found = typeof name === 'string' ? findDataset('ucimlrepo', name) : null;
  if (found?.found !== true) return rt.unknown('no facts are known about this data set of UCI');
  const { features, targets } = loadedTable(rt, found.value);
  return new Candidate({ data: new Candidate({ features, targets }) });
});

export const ucimlrepoModules: readonly LibraryModule[] = [
  lazyModule({ name: 'ucimlrepo', precedence: 'framework', members: { fetch_ucirepo: fetchTable } }),
];
