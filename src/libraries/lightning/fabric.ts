/**
 * `Fabric`: a script keeps its own loops and hands over device and precision.
 * https://lightning.ai/docs/fabric/stable/
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { parseDevice } from '../../torch/dtypes.ts';
import { traceOf } from '../../trace/trace.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { lightningPrecision } from './precision.ts';

/** One object as it is, several as a tuple. */
function same(values: readonly Value[]): Value {
  return values.length === 1 ? (values[0] ?? null) : new PyTuple(values);
}

const INERT =
  `launch barrier seed_everything print log log_dict save load clip_gradients no_backward_sync autocast
  init_module sharded_model call rank_zero_first init_tensor`.split(/\s+/);

export const fabricClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Fabric',
    [rt.builtinClass('object')],
    [
      nativeMethod(
        '__init__(self, *, accelerator="auto", strategy="auto", devices="auto", num_nodes=1, precision=None, **options)',
        (inner, args) => {
          const value = lightningPrecision(inner, args.value('precision'));
          if (value !== null) {
            traceOf(inner).record({ type: 'setting', name: 'precision', value, span: inner.here() });
          }
          setAttributes(inner, args.known('self'), [
            ['device', parseDevice('cuda')],
            ['global_rank', 0],
            ['local_rank', 0],
            ['node_rank', 0],
            ['world_size', 1],
            ['is_global_zero', true],
          ]);
          return null;
        },
      ),
      ...['setup', 'setup_dataloaders', 'setup_module', 'setup_optimizers'].map((name) =>
        nativeMethod(`${name}(self, *objects, **options)`, (_inner, args) => same(args.rest)),
      ),
      ...['to_device', 'all_gather', 'all_reduce', 'broadcast'].map((name) =>
        nativeMethod(`${name}(self, value, *args, **options)`, (_inner, args) => args.value('value')),
      ),
      nativeMethod('backward(self, loss, *args, **options)', (inner, args) =>
        inner.callMethod(args.value('loss'), 'backward'),
      ),
      ...INERT.map((name) =>
        nativeMethod(`${name}(self, *args, **options)`, () => new Inert(`lightning.fabric.${name}()`)),
      ),
    ],
  ),
);
