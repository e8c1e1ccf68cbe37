/** Wrappers that run the module they hold: data and model parallelism. */
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { noteShardPrecision } from '../shardPrecision.ts';
import { layer, type LayerSpec } from './layer.ts';
import { isModule } from './tree.ts';

/** What the wrapper lacks is asked of the wrapped (FSDP does so; the others raise). */
function wrapper(signature: string, mixes = false): LayerSpec {
  return layer(signature, {
    init(self, call) {
      const module = call.args.known('module');
      if (!isModule(self.rt, module) && !(module instanceof PyObject)) {
        throw self.rt.error('TypeError', `module must be a Module, not ${self.rt.typeName(module)}`);
      }
      self.child('module', module);
      self.set('device_ids', null);
      if (mixes) noteShardPrecision(self.rt, call.args.value('mixed_precision'));
    },
    parameters: '(self, *inputs, **kwargs)',
    forward(self, call): Value {
      const module = self.rt.getAttribute(self.object, 'module');
      return module instanceof Unknown ? module : self.rt.call(module, call.args.rest, call.args.extra);
    },
  });
}

export const WRAPPER_LAYERS: readonly LayerSpec[] = [
  wrapper('DataParallel(module, device_ids=None, output_device=None, dim=0)'),
  wrapper('DistributedDataParallel(module, *args, **kwargs)'),
  wrapper('FullyShardedDataParallel(module, *args, mixed_precision=None, **kwargs)', true),
];
