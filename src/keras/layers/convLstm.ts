/** LSTMs whose gates are convolutions over one, two or three spatial axes. */
import { convolution } from '../../tensor/ops/convolution.ts';
import { addWork, scaleWork, type OpResult } from '../../tensor/work.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { lastSize, positive, type Layer, type LayerSpec } from '../layer.ts';
import { channelsToFront } from '../ops/neural.ts';
import { emitAll } from '../record.ts';
import type { Tensor } from '../tensor.ts';
import { read } from './rows.ts';
import { outcome } from './recurrent.ts';

const GATES = 4;

const OPTIONS =
  "activation='tanh', recurrent_activation='sigmoid', use_bias=True, kernel_initializer='glorot_uniform', " +
  "recurrent_initializer='orthogonal', bias_initializer='zeros', unit_forget_bias=True, kernel_regularizer=None, " +
  'recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, ' +
  'recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, seed=None, ' +
  'return_sequences=False, return_state=False, go_backwards=False, stateful=False';

function convLstm(axes: number): LayerSpec {
  return {
    signature: `ConvLSTM${axes}D(filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, ${OPTIONS})`,
    base: 'RNN',
    rank: axes + 3,
    check: (layer) => positive(layer, 'filters'),
    callSignature: 'call(sequences, initial_state=None, mask=None, training=None)',
    build: (layer, [input]) => {
      const [filters, kernel] = [layer.int('filters'), layer.perAxis('kernel_size', axes)];
      const channels = lastSize(layer, input, layer.channelsFirst ? 2 : -1);
      layer.addWeight('kernel', [...kernel, channels, GATES * filters]);
      layer.addWeight('recurrent_kernel', [...kernel, filters, GATES * filters]);
      if (layer.bool('use_bias')) layer.addWeight('bias', [GATES * filters]);
    },
    call: ({ rt, layer, x }) => {
      const [batch = 1, steps = 1] = x.shape;
      const step = stepOf(layer, axes, x);
      const weights = [...layer.weights.values()];
      const state = step.outputs[0] ?? [];
      const sequence = [batch, steps, ...state.slice(1)];
      const result: OpResult = {
        ...step,
        outputs: [sequence, state, state],
        work: scaleWork(step.work, steps),
      };
      const [all = x, ...states] = emitAll(rt, 'conv_lstm', result, [x, ...weights], [x.dtype]);
      return outcome(layer, all, states[0] ?? all, states);
    },
  };
}

/** One step: a convolution of the input, one of the state that keeps its size, and the gates. */
function stepOf(layer: Layer, axes: number, x: Tensor): OpResult {
  const { channelsFirst, computeDType: dtype } = layer;
  const filters = layer.int('filters');
  const [batch = 1, , ...rest] = x.shape;
  const input = { shape: channelsToFront([batch, ...rest], channelsFirst), dtype };
  const kernel = layer.perAxis('kernel_size', axes);
  const dilation = layer.perAxis('dilation_rate', axes);
  const bias = layer.weightOrNone('bias');
  const channels = input.shape[1] ?? 1;
  const gates = convolution(
    input,
    { shape: [GATES * filters, channels, ...kernel], dtype },
    bias === null ? null : read(layer, bias),
    {
      stride: layer.perAxis('strides', axes),
      padding: layer.string('padding').toLowerCase() === 'same' ? 'same' : 'valid',
      dilation,
      groups: 1,
    },
  );
  const spatial = (gates.outputs[0] ?? []).slice(2);
  const state = { shape: [batch, filters, ...spatial], dtype };
  const recurrent = convolution(state, { shape: [GATES * filters, filters, ...kernel], dtype }, null, {
    stride: [1],
    padding: 'same',
    dilation: [1],
    groups: 1,
  });
  // Three sigmoids, two tanh and four products and sums, as in any LSTM.
  const gating = ['sigmoid', 'sigmoid', 'sigmoid', 'tanh', 'tanh', 'mul', 'mul', 'mul', 'add'].map(
    (name) => elementwise(name, [state]).work,
  );
  const work = [recurrent.work, ...gating].reduce(addWork, gates.work);
  const shape = channelsFirst ? state.shape : [batch, ...spatial, filters];
  return { outputs: [shape], kind: 'recurrent', work };
}

export const CONV_LSTM: readonly LayerSpec[] = [1, 2, 3].map(convLstm);
