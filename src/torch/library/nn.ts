/** `torch.nn`, `torch.nn.functional` and the modules that only hold its classes. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
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

/** `_pair(2)` is `(2, 2)`: how layers spread their arguments over the axes. */
function ntuple(name: string, length: number): NativeFunction {
  return native(`${name}(x)`, (rt, args) => {
    const value = args.known('x');
    const isIterable = typeof value === 'object' && value !== null && value.kind !== 'float';
    if (!isIterable) return new PyTuple(new Array<Value>(length).fill(value));
    const items = rt.elements(value);
    return items instanceof Unknown ? items : new PyTuple(items);
  });
}

const tupleFunctions: readonly NativeFunction[] = [
  ntuple('_single', 1),
  ntuple('_pair', 2),
  ntuple('_triple', 3),
  ntuple('_quadruple', 4),
  native('_ntuple(n, name="parse")', (_rt, args) => ntuple('parse', args.int('n'))),
  native(
    '_reverse_repeat_tuple(t, n)',
    (_rt, args) =>
      new PyTuple(
        args
          .elements('t')
          .toReversed()
          .flatMap((item) => new Array<Value>(args.int('n')).fill(item)),
      ),
  ),
  native('_list_with_default(out_size, defaults)', (_rt, args) => {
    const sizes = args.value('out_size');
    const defaults = args.elements('defaults');
    if (typeof sizes === 'number') return sizes;
    const items = args.elements('out_size');
    const offset = defaults.length - items.length;
    return new PyList(items.map((item, i) => item ?? defaults[offset + i] ?? null));
  }),
];

export const nnModules: readonly LibraryModule[] = [
  torchModule({ name: 'torch.nn', members: parameterMembers, find: layerNamed }),
  torchModule({ name: 'torch.nn.parameter', members: parameterMembers }),
  torchModule({ name: 'torch.nn.modules', find: layerNamed }),
  torchModule({ name: 'torch.nn.modules.utils', functions: tupleFunctions }),
  torchModule({ name: 'torch.nn.common_types' }),
  ...LAYER_MODULES.map((name) => torchModule({ name: `torch.nn.modules.${name}`, find: layerNamed })),
  torchModule({
    name: 'torch.nn.functional',
    find: (_rt, name) => operationsOf('functional').get(name),
  }),
];
