/** Dense layers and those that only change the shape. */
import { asInteger, isSequence } from '../../python/runtime/native.ts';
import { PyTuple, Unknown, type Value } from '../../python/runtime/values.ts';
import { unflattened } from '../../tensor/ops/reshape.ts';
import { bilinearProduct, linear } from '../ops/matmul.ts';
import { contiguous, flatten, view } from '../ops/views.ts';
import { layer, type LayerSpec } from './layer.ts';
import { membersOf } from './tree.ts';

export const LINEAR_LAYERS: readonly LayerSpec[] = [
  layer('Linear(in_features, out_features, bias=True, device=None, dtype=None)', {
    init(self, call) {
      const [inputs, outputs] = [call.int('in_features'), call.int('out_features')];
      self.set('in_features', inputs);
      self.set('out_features', outputs);
      self.parameter('weight', [outputs, inputs], call.dtype());
      self.parameter('bias', call.bool('bias') ? [outputs] : null, call.dtype());
    },
    forward: (self, call) =>
      linear(self.rt, call.tensor('input'), self.tensor('weight'), self.tensorOrNone('bias')),
    methods: { 'reset_parameters(self)': () => null },
  }),

  layer('NonDynamicallyQuantizableLinear()', { base: 'Linear' }),

  layer('LazyLinear(out_features, bias=True, device=None, dtype=None)', {
    base: 'Linear',
    init(self, call) {
      const parameters = membersOf(self.object, '_parameters');
      const unknown: Value = self.rt.unknown('a lazy layer has no weights before its first input');
      self.set('in_features', 0);
      self.set('out_features', call.int('out_features'));
      if (parameters === null) return;
      self.rt.journal.mapSet(parameters.entries, 'weight', unknown);
      self.rt.journal.mapSet(parameters.entries, 'bias', call.bool('bias') ? unknown : null);
    },
    forward(self, call) {
      const input = call.tensor('input');
      const parameters = membersOf(self.object, '_parameters');
      if (parameters?.entries.get('weight') instanceof Unknown) {
        const [inputs, outputs] = [input.shape.at(-1) ?? 1, self.int('out_features')];
        const hasBias = parameters.entries.get('bias') !== null;
        self.set('in_features', inputs);
        self.parameter('weight', [outputs, inputs], input.dtype);
        self.parameter('bias', hasBias ? [outputs] : null, input.dtype);
      }
      return linear(self.rt, input, self.tensor('weight'), self.tensorOrNone('bias'));
    },
  }),

  layer('Bilinear(in1_features, in2_features, out_features, bias=True, device=None, dtype=None)', {
    init(self, call) {
      const outputs = call.int('out_features');
      self.keep(call, 'in1_features', 'in2_features', 'out_features');
      self.parameter('weight', [outputs, call.int('in1_features'), call.int('in2_features')], call.dtype());
      self.parameter('bias', call.bool('bias') ? [outputs] : null, call.dtype());
    },
    parameters: '(self, input1, input2)',
    forward: (self, call) =>
      bilinearProduct(
        self.rt,
        call.tensor('input1'),
        call.tensor('input2'),
        self.tensor('weight'),
        self.tensorOrNone('bias'),
      ),
  }),

  layer('Identity(*args, **kwargs)', {
    init: () => undefined,
    forward: (_self, call) => call.args.value('input'),
  }),

  layer('Flatten(start_dim=1, end_dim=-1)', {
    init: (self, call) => {
      self.keep(call, 'start_dim', 'end_dim');
    },
    forward: (self, call) =>
      flatten(self.rt, call.tensor('input'), self.int('start_dim'), self.int('end_dim')),
  }),

  layer('Unflatten(dim, unflattened_size)', {
    init: (self, call) => {
      self.keep(call, 'dim', 'unflattened_size');
    },
    forward(self, call) {
      const input = call.tensor('input');
      const axis = asInteger(self.value('dim'));
      const sizes = self.value('unflattened_size');
      if (axis === undefined || !isSequence(sizes)) {
        return self.rt.unknown('named axes of Unflatten are not modelled');
      }
      const shape = unflattened(
        input.shape,
        axis,
        call.shapeOf('unflattened_size', new PyTuple(sizes.items)),
      );
      return view(self.rt, contiguous(self.rt, input), shape);
    },
  }),
];
