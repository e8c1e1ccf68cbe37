/** The modules that mark where a model is quantised; in the model as written they pass everything on. */
import type { LayerSpec } from './layer.ts';
import { layer } from './layer.ts';

function passing(signature: string): LayerSpec {
  return layer(signature, { parameters: '(self, x)', forward: (_self, call) => call.args.value('x') });
}

export const QUANTISATION_LAYERS: readonly LayerSpec[] = [
  passing('QuantStub(qconfig=None)'),
  passing('DeQuantStub(qconfig=None)'),
  layer('QuantWrapper(module)', {
    init: (self, call) => {
      self.child('module', call.args.value('module'));
    },
    parameters: '(self, X)',
    forward: (self, call) => self.call('module', call.args.value('X')),
  }),
];
