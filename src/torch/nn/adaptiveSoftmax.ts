/** The adaptive softmax: a head over the frequent classes, and a tail of clusters that only some rows reach. */
import { asInteger, asNumber, settled } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import { sizeAt } from '../../tensor/shape.ts';
import { namedResults, type OpCall } from '../call.ts';
import { binary } from '../ops/binary.ts';
import { cat } from '../ops/joining.ts';
import { softmax } from '../ops/softmax.ts';
import { narrow } from '../ops/views.ts';
import { TorchTensor } from '../tensor.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import { construct } from './registry.ts';

/** Ends of the clusters, the last of them the number of classes. */
function cutoffsOf(self: LayerSelf, call: OpCall): readonly number[] {
  const cutoffs = call.list(call.args.known('cutoffs')).map((item) => asInteger(settled(item)) ?? 0);
  const ends = [...cutoffs, call.int('n_classes')];
  if (cutoffs.length === 0 || ends.some((end, i) => end <= (ends[i - 1] ?? 0))) {
    throw self.rt.error(
      'ValueError',
      'cutoffs should be a sequence of unique, positive integers sorted in an increasing order',
    );
  }
  return ends;
}

function dense(self: LayerSelf, inputs: number, outputs: number, bias: boolean): Value {
  return construct(self.rt, 'Linear', [inputs, outputs, bias]);
}

function clusters(self: LayerSelf): number {
  return self.ints('cutoffs', 1).length - 1;
}

/** Log-probabilities of every class, `[N, n_classes]`: all clusters are computed for all rows. */
function logProbabilities(self: LayerSelf, input: TorchTensor): TorchTensor {
  const { rt } = self;
  const ends = self.ints('cutoffs', 1);
  const [shortlist = 0] = ends;
  const head = softmax(rt, '_log_softmax', self.callTensor('head', input), 1, null);
  const parts = [narrow(rt, head, 1, 0, shortlist)];
  const tail = self.value('tail');
  for (let i = 0; i < clusters(self); i++) {
    const cluster = settled(rt.call(rt.callMethod(tail, '__getitem__', [i]), [input]));
    if (!(cluster instanceof TorchTensor)) throw rt.error('TypeError', 'a cluster must give a Tensor');
    const within = softmax(rt, '_log_softmax', cluster, 1, null);
    parts.push(binary(rt, 'add', within, narrow(rt, head, 1, shortlist + i, 1)));
  }
  return cat(rt, parts, 1);
}

export const ADAPTIVE_SOFTMAX: LayerSpec = layer(
  'AdaptiveLogSoftmaxWithLoss(in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None)',
  {
    init(self, call) {
      const inputs = call.int('in_features');
      const ends = cutoffsOf(self, call);
      const [shortlist = 0] = ends;
      const divisor = asNumber(call.args.known('div_value')) ?? 4;
      self.keep(call, 'in_features', 'n_classes', 'div_value', 'head_bias');
      self.tuple('cutoffs', ends);
      self.set('shortlist_size', shortlist);
      self.set('n_clusters', ends.length - 1);
      self.child('head', dense(self, inputs, shortlist + ends.length - 1, call.bool('head_bias')));
      const tail = construct(self.rt, 'ModuleList', []);
      ends.slice(1).forEach((end, i) => {
        const hidden = Math.floor(inputs / divisor ** (i + 1));
        const projection = [
          dense(self, inputs, hidden, false),
          dense(self, hidden, end - (ends[i] ?? 0), false),
        ];
        self.rt.callMethod(tail, 'append', [construct(self.rt, 'Sequential', projection)]);
      });
      self.child('tail', tail);
    },
    parameters: '(self, input_, target_)',
    forward(self, call) {
      const { rt } = self;
      const input = call.tensor('input_');
      self.callTensor('head', input);
      rt.recorder.incomplete(rt.unknown('how many rows reach a cluster of an adaptive softmax'));
      const rows = input.shape.length === 1 ? [] : [sizeAt(input.shape, 0)];
      return namedResults({
        output: new TorchTensor(rows, input.dtype),
        loss: new TorchTensor([], input.dtype),
      });
    },
    methods: {
      'log_prob(self, input)': (self, call) => logProbabilities(self, call.tensor('input')),
      'predict(self, input)': (self, call) =>
        new TorchTensor([sizeAt(logProbabilities(self, call.tensor('input')).shape, 0)], 'int64'),
    },
  },
);
