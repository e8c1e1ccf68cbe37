import type { LibraryModule } from '../../python/ports.ts';
import { lazyModule } from '../module.ts';
import { netClasses, predefinedSplitClass, validSplitClass } from './net.ts';

const SPLITS = { ValidSplit: validSplitClass, CVSplit: validSplitClass } as const;

export const skorchModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'skorch',
    precedence: 'framework',
    members: netClasses,
    inert: ['callbacks', 'toy', 'utils', 'history'],
  }),
  ...['net', 'classifier', 'regressor'].map((part) =>
    lazyModule({ name: `skorch.${part}`, precedence: 'framework', members: netClasses }),
  ),
  lazyModule({ name: 'skorch.dataset', precedence: 'framework', members: SPLITS }),
  lazyModule({
    name: 'skorch.helper',
    precedence: 'framework',
    members: { predefined_split: predefinedSplitClass },
  }),
  ...['callbacks', 'utils', 'history', 'callbacks.lr_scheduler'].map((part) =>
    lazyModule({ name: `skorch.${part}`, precedence: 'framework', members: {}, inert: 'all' }),
  ),
];
