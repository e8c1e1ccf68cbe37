/** LSTM, GRU, RNN and their cells. */
import { settled, isSequence } from '../../python/runtime/native.ts';
import { PyTuple, type Value } from '../../python/runtime/values.ts';
import { GATES, recurrent, recurrentCell, type RecurrentCell } from '../../tensor/ops/recurrent.ts';
import { describeShape, sameShape, ShapeError, type Shape } from '../../tensor/shape.ts';
import type { OpCall } from '../call.ts';
import { emitAll } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import { packed, PackedSequence } from './packed.ts';
import { membersOf } from './tree.ts';

const NAMES: Readonly<Record<RecurrentCell, string>> = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' };

/** `weight_ih_l0`, `weight_hh_l0_reverse`, …: one set per layer and direction. */
function declare(self: LayerSelf, call: OpCall, cell: RecurrentCell): void {
  const [inputs, hidden, layers] = [call.int('input_size'), call.int('hidden_size'), call.int('num_layers')];
  const [bias, bidirectional] = [call.bool('bias'), call.bool('bidirectional')];
  const projection = cell === 'lstm' ? call.int('proj_size') : 0;
  if (hidden <= 0) throw self.rt.error('ValueError', 'hidden_size must be greater than zero');
  if (layers <= 0) throw self.rt.error('ValueError', 'num_layers must be greater than zero');
  self.keep(
    call,
    'input_size',
    'hidden_size',
    'num_layers',
    'bias',
    'batch_first',
    'dropout',
    'bidirectional',
  );
  self.set('mode', NAMES[cell]);
  self.set('proj_size', projection);
  const dtype = call.dtype();
  const gates = GATES[cell] * hidden;
  const out = projection > 0 ? projection : hidden;
  for (let index = 0; index < layers; index++) {
    const width = index === 0 ? inputs : out * (bidirectional ? 2 : 1);
    for (const suffix of bidirectional ? ['', '_reverse'] : ['']) {
      const name = (what: string): string => `${what}_l${index}${suffix}`;
      self.parameter(name('weight_ih'), [gates, width], dtype);
      self.parameter(name('weight_hh'), [gates, out], dtype);
      if (bias) {
        self.parameter(name('bias_ih'), [gates], dtype);
        self.parameter(name('bias_hh'), [gates], dtype);
      }
      if (projection > 0) self.parameter(name('weight_hr'), [projection, hidden], dtype);
    }
  }
}

function weightsOf(self: LayerSelf): TorchTensor[] {
  const values = [...(membersOf(self.object, '_parameters')?.entries.values() ?? [])];
  return values.filter((value) => value instanceof TorchTensor);
}

/** States given by the caller must fit. Throws RuntimeError. */
function checkState(self: LayerSelf, state: Value, expected: Shape): void {
  const tensor = settled(state);
  if (!(tensor instanceof TorchTensor)) {
    throw self.rt.error('TypeError', 'expected a hidden state of tensors');
  }
  if (!sameShape(tensor.shape, expected)) {
    throw new ShapeError(
      `Expected hidden size ${describeShape(expected)}, got ${describeShape(tensor.shape)}`,
    );
  }
}

function forward(self: LayerSelf, call: OpCall, cell: RecurrentCell): Value {
  const given = call.args.known('input');
  const sequence = given instanceof PackedSequence ? given : null;
  const input = sequence?.data ?? call.tensor('input');
  const batchFirst = self.bool('batch_first') && sequence === null;
  const weights = weightsOf(self);
  const hiddenSize = self.int('hidden_size');
  const projection = self.int('proj_size');
  const result = recurrent(input, weights, {
    cell,
    inputSize: self.int('input_size'),
    hiddenSize,
    layers: self.int('num_layers'),
    bidirectional: self.bool('bidirectional'),
    batchFirst,
    projection,
    bias: self.bool('bias'),
  });
  const [, hiddenShape = [], cellShape = []] = result.outputs;
  const state = call.args.known('hx');
  if (state !== null) {
    const states = cell === 'lstm' ? (isSequence(state) ? state.items : call.list(state)) : [state];
    checkState(self, states[0] ?? null, hiddenShape);
    if (cell === 'lstm') checkState(self, states[1] ?? null, cellShape);
  }
  if (input.dtype !== (weights[0]?.dtype ?? input.dtype)) {
    throw self.rt.error(
      'ValueError',
      `RNN input dtype (${input.dtype}) does not match weight dtype (${weights[0]?.dtype ?? ''}).`,
    );
  }
  const outputs = emitAll(
    self.rt,
    cell,
    result,
    [input, ...weights],
    result.outputs.map(() => input.dtype),
  );
  const [output, hidden, memory] = outputs;
  if (output === undefined || hidden === undefined) return null;
  const first = sequence === null ? output : packed(output, sequence);
  return new PyTuple([first, memory === undefined ? hidden : new PyTuple([hidden, memory])]);
}

function cellForward(self: LayerSelf, call: OpCall, cell: RecurrentCell): Value {
  const input = call.tensor('input');
  const hidden = self.int('hidden_size');
  const weights = weightsOf(self);
  const result = recurrentCell(input, weights, cell, self.int('input_size'), hidden);
  const state = call.args.known('hx');
  const states: TorchTensor[] = [];
  if (state !== null) {
    for (const item of cell === 'lstm' ? call.list(state) : [state]) {
      const tensor = settled(item);
      checkState(self, tensor, [...input.shape.slice(0, -1), hidden]);
      if (tensor instanceof TorchTensor) states.push(tensor);
    }
  }
  const outputs = emitAll(
    self.rt,
    `${cell}_cell`,
    result,
    [input, ...states, ...weights],
    result.outputs.map(() => input.dtype),
  );
  return outputs.length === 1 ? (outputs[0] ?? null) : new PyTuple(outputs);
}

function family(cell: RecurrentCell): LayerSpec[] {
  const name = NAMES[cell];
  const nonlinearity = cell === 'rnn' ? 'nonlinearity="tanh", ' : '';
  const projection = cell === 'lstm' ? ', proj_size=0' : '';
  return [
    layer(
      `${name}(input_size, hidden_size, num_layers=1, ${nonlinearity}bias=True, batch_first=False, dropout=0.0, bidirectional=False${projection}, device=None, dtype=None)`,
      {
        base: 'RNNBase',
        init: (self, call) => {
          declare(self, call, cell);
        },
        parameters: '(self, input, hx=None)',
        forward: (self, call) => forward(self, call, cell),
      },
    ),
    layer(
      `${name}Cell(input_size, hidden_size, bias=True${cell === 'rnn' ? ', nonlinearity="tanh"' : ''}, device=None, dtype=None)`,
      {
        base: 'RNNCellBase',
        init(self, call) {
          const [inputs, hidden] = [call.int('input_size'), call.int('hidden_size')];
          const gates = GATES[cell] * hidden;
          const bias = call.bool('bias') ? [gates] : null;
          self.keep(call, 'input_size', 'hidden_size', 'bias');
          self.parameter('weight_ih', [gates, inputs], call.dtype());
          self.parameter('weight_hh', [gates, hidden], call.dtype());
          self.parameter('bias_ih', bias, call.dtype());
          self.parameter('bias_hh', bias, call.dtype());
        },
        parameters: '(self, input, hx=None)',
        forward: (self, call) => cellForward(self, call, cell),
      },
    ),
  ];
}

export const RECURRENT_LAYERS: readonly LayerSpec[] = [
  layer('RNNBase()', {
    methods: { 'flatten_parameters(self)': () => null, 'reset_parameters(self)': () => null },
  }),
  layer('RNNCellBase()', { methods: { 'reset_parameters(self)': () => null } }),
  ...family('rnn'),
  ...family('gru'),
  ...family('lstm'),
];
