/** `einops`: its functions and its layers for PyTorch. */
import type { LibraryModule } from '../../python/ports.ts';
import { lazyModule, type Member } from '../module.ts';
import { einopsError } from './errors.ts';
import { EINOPS_FUNCTIONS } from './functions.ts';
import { EINOPS_LAYERS, einopsLayer } from './layers.ts';

const functions: Readonly<Record<string, Member>> = Object.fromEntries(
  EINOPS_FUNCTIONS.map((fn) => [fn.name, fn]),
);
const layers: Readonly<Record<string, Member>> = Object.fromEntries(
  EINOPS_LAYERS.map((name) => [name, einopsLayer(name)]),
);
const errors: Readonly<Record<string, Member>> = { EinopsError: einopsError };

export const einopsModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'einops',
    precedence: 'framework',
    members: { ...functions, ...errors, __version__: () => '0.8.1' },
  }),
  lazyModule({ name: 'einops.einops', precedence: 'framework', members: { ...functions, ...errors } }),
  lazyModule({ name: 'einops.packing', precedence: 'framework', members: functions }),
  lazyModule({ name: 'einops.layers', precedence: 'framework', members: {} }),
  lazyModule({ name: 'einops.layers.torch', precedence: 'framework', members: layers }),
  lazyModule({
    name: 'einops._torch_specific',
    precedence: 'framework',
    members: {},
    inert: ['allow_ops_in_compiled_graph'],
  }),
];
