/** Recurrent layers whose cell is built in, and their cells. */
import { PyList } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { GATES, recurrent, recurrentCell, type RecurrentCell } from '../../tensor/ops/recurrent.ts';
import { lastSize, positive, type Layer, type LayerCall, type LayerSpec } from '../layer.ts';
import { checkActivation } from '../ops/activation.ts';
import { emitAll } from '../record.ts';
import type { SymbolicShape, Tensor } from '../tensor.ts';
import { read } from './rows.ts';

const WEIGHT_OPTIONS =
  "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros'";
const REGULARISERS = 'kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None';
const CONSTRAINTS = 'kernel_constraint=None, recurrent_constraint=None, bias_constraint=None';
const RATES = 'dropout=0.0, recurrent_dropout=0.0';
const SEQUENCE = 'return_sequences=False, return_state=False, go_backwards=False, stateful=False';

interface Kind {
  readonly name: string;
  readonly cell: RecurrentCell;
  /** Arguments up to the bias. */
  readonly leading: string;
  /** Arguments after the rates: those of the layer, and of both. */
  readonly layerOnly: string;
  readonly both: string;
  readonly states: number;
}

const KINDS: readonly Kind[] = [
  {
    name: 'LSTM',
    cell: 'lstm',
    leading: "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True",
    layerOnly: `seed=None, ${SEQUENCE}, unroll=False, use_cudnn='auto'`,
    both: '',
    states: 2,
  },
  {
    name: 'GRU',
    cell: 'gru',
    leading: "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True",
    layerOnly: `seed=None, ${SEQUENCE}, unroll=False, reset_after=True, use_cudnn='auto'`,
    both: 'reset_after=True, ',
    states: 1,
  },
  {
    name: 'SimpleRNN',
    cell: 'rnn',
    leading: "units, activation='tanh', use_bias=True",
    layerOnly: `${SEQUENCE}, unroll=False, seed=None`,
    both: '',
    states: 1,
  },
];

function weightOptions(name: string): string {
  const forget = name === 'LSTM' ? 'unit_forget_bias=True, ' : '';
  return `${WEIGHT_OPTIONS}, ${forget}${REGULARISERS}`;
}

function check(layer: Layer): void {
  positive(layer, 'units');
  checkActivation(layer);
}

/** Kernels over input and state for all gates; a GRU that resets after the product has two biases. */
function buildCell(layer: Layer, { cell, both }: Kind, input: SymbolicShape | undefined): void {
  const units = layer.int('units');
  const gates = GATES[cell] * units;
  layer.addWeight('kernel', [lastSize(layer, input), gates]);
  layer.addWeight('recurrent_kernel', [units, gates]);
  if (!layer.bool('use_bias')) return;
  layer.addWeight('bias', both !== '' && layer.bool('reset_after') ? [2, gates] : [gates]);
}

function cellWeights(layer: Layer): readonly ReturnType<Layer['weight']>[] {
  return ['kernel', 'recurrent_kernel', 'bias'].flatMap((name) => {
    const weight = layer.weightOrNone(name);
    return weight === null ? [] : [weight];
  });
}

/** The sequence or its last element, and the states where they are asked for. */
export function outcome(layer: Layer, sequence: Tensor, last: Tensor, states: readonly Tensor[]): Value {
  const output = layer.bool('return_sequences') ? sequence : last;
  return layer.bool('return_state') ? new PyList([output, ...states]) : output;
}

function layerRow(kind: Kind): LayerSpec {
  const { name, cell } = kind;
  return {
    signature:
      `${name}(${kind.leading}, ${weightOptions(name)}, activity_regularizer=None, ${CONSTRAINTS}, ${RATES}, ` +
      `${kind.layerOnly})`,
    base: 'RNN',
    aliases: name === 'SimpleRNN' ? [] : [`CuDNN${name}`],
    rank: 3,
    check,
    callSignature: 'call(sequences, initial_state=None, mask=None, training=None)',
    build: (layer, [input]) => buildCell(layer, kind, input),
    call: ({ rt, layer, x }) => {
      const weights = cellWeights(layer);
      const units = layer.int('units');
      const result = recurrent(
        x,
        weights.map((weight) => read(layer, weight)),
        {
          cell,
          inputSize: lastSize(layer, x.shape),
          hiddenSize: units,
          layers: 1,
          bidirectional: false,
          batchFirst: true,
          projection: 0,
          bias: layer.bool('use_bias'),
        },
      );
      const [sequence = []] = result.outputs;
      const state = [x.shape[0] ?? 1, units];
      const outputs = [sequence, ...new Array<readonly number[]>(kind.states).fill(state)];
      const tensors = emitAll(rt, cell, { ...result, outputs }, [x, ...weights], [x.dtype]);
      const [all = x, ...states] = tensors;
      return outcome(layer, all, states[0] ?? all, states);
    },
  };
}

function cellRow(kind: Kind): LayerSpec {
  const { name, cell } = kind;
  return {
    signature: `${name}Cell(${kind.leading}, ${weightOptions(name)}, ${CONSTRAINTS}, ${RATES}, ${kind.both}seed=None)`,
    check,
    init: (layer) => {
      const units = layer.config.value('units');
      layer.object.attrs.set(
        'state_size',
        kind.states === 1 ? units : new PyList(new Array<Value>(kind.states).fill(units)),
      );
      layer.object.attrs.set('output_size', units);
    },
    callSignature: 'call(inputs, states, training=None)',
    build: (layer, [input]) => buildCell(layer, kind, input),
    call: (call) => {
      const [output, states] = stepCell(call, cell, kind.states);
      return new PyList([output, new PyList([...states])]);
    },
  };
}

function stepCell(
  { rt, layer, x }: LayerCall,
  cell: RecurrentCell,
  count: number,
): [Tensor, readonly Tensor[]] {
  const weights = cellWeights(layer);
  const units = layer.int('units');
  const result = recurrentCell(
    x,
    weights.map((weight) => read(layer, weight)),
    cell,
    lastSize(layer, x.shape),
    units,
  );
  const state = [x.shape[0] ?? 1, units];
  const outputs = new Array<readonly number[]>(count).fill(state);
  const states = emitAll(rt, `${cell}_cell`, { ...result, outputs }, [x, ...weights], [x.dtype]);
  return [states[0] ?? x, states];
}

export const RECURRENT: readonly LayerSpec[] = KINDS.flatMap((kind) => [cellRow(kind), layerRow(kind)]);
