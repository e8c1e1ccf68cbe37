/** `torch.nn`, `torch.nn.functional` and the modules that only hold its classes. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import type { Value } from '../../python/runtime/values.ts';
import { operationsOf } from '../operations.ts';
import { installLayers } from '../nn/layers.ts';
import { nnClass } from '../nn/registry.ts';
import { stateOf } from '../state.ts';
import { torchModule, type Member } from './define.ts';

installLayers();

const parameterMembers: Readonly<Record<string, Member>> = {
  Parameter: (rt) => stateOf(rt).classes.Parameter,
  Buffer: (rt) => stateOf(rt).classes.Buffer,
  UninitializedParameter: (rt) => stateOf(rt).classes.UninitializedParameter,
};

const layerNamed = (rt: Runtime, name: string): Value | undefined => nnClass(rt, name);

/** Submodules of `torch.nn.modules` in which classes are looked for. */
const LAYER_MODULES = [
  'activation',
  'adaptive',
  'batchnorm',
  'channelshuffle',
  'container',
  'conv',
  'distance',
  'dropout',
  'flatten',
  'fold',
  'instancenorm',
  'lazy',
  'linear',
  'loss',
  'module',
  'normalization',
  'padding',
  'pixelshuffle',
  'pooling',
  'rnn',
  'sparse',
  'transformer',
  'upsampling',
];

export const nnModules: readonly LibraryModule[] = [
  torchModule({ name: 'torch.nn', members: parameterMembers, find: layerNamed }),
  torchModule({ name: 'torch.nn.parameter', members: parameterMembers }),
  torchModule({ name: 'torch.nn.modules', find: layerNamed }),
  ...LAYER_MODULES.map((name) => torchModule({ name: `torch.nn.modules.${name}`, find: layerNamed })),
  torchModule({
    name: 'torch.nn.functional',
    find: (_rt, name) => operationsOf('functional').get(name),
  }),
];
