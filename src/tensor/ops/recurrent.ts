import { ShapeError, sizeAt, describeShape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

export type RecurrentCell = 'rnn' | 'gru' | 'lstm';

/** Gates per cell: how many times `hidden` wide its matrices are. */
export const GATES: Readonly<Record<RecurrentCell, number>> = { rnn: 1, gru: 3, lstm: 4 };

/**
 * Per cell and step: transcendental operations and simple ones besides the matrix products. LSTM: three
 * sigmoids (two each), two tanh, four products and sums; GRU: two sigmoids, a tanh, a blend.
 */
const CELL_COST: Readonly<Record<RecurrentCell, { transcendental: number; simple: number }>> = {
  rnn: { transcendental: 1, simple: 1 },
  gru: { transcendental: 5, simple: 10 },
  lstm: { transcendental: 8, simple: 11 },
};

export interface RecurrentOptions {
  readonly cell: RecurrentCell;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly batchFirst: boolean;
  /** LSTM's projection of the hidden state; 0: none. */
  readonly projection: number;
  readonly bias: boolean;
}

/**
 * A stack of recurrent layers over `[T, N, in]`, `[N, T, in]` or unbatched `[T, in]`. Outputs: the sequence
 * of the last layer, the final hidden states `[layers · directions, N, out]` and, for an LSTM, the cell
 * states. MACs per layer, direction and step: gates · hidden · (in + out), plus the projection. The weights
 * are read once: what a kernel keeps in cache over the steps is no traffic. Throws ShapeError.
 */
export function recurrent(input: Operand, weights: readonly Operand[], options: RecurrentOptions): OpResult {
  const { cell, hiddenSize, layers, projection } = options;
  if (input.shape.length !== 2 && input.shape.length !== 3) {
    throw new ShapeError(
      `${cell.toUpperCase()}: Expected input to be 2D or 3D, got ${input.shape.length}D instead`,
    );
  }
  if (sizeAt(input.shape, -1) !== options.inputSize) {
    throw new ShapeError(
      `input.size(-1) must be equal to input_size. Expected ${options.inputSize}, got ${sizeAt(input.shape, -1)}`,
    );
  }
  const batched = input.shape.length === 3;
  const timeAxis = batched && options.batchFirst ? 1 : 0;
  const steps = sizeAt(input.shape, timeAxis);
  const batch = batched ? sizeAt(input.shape, 1 - timeAxis) : 1;
  const directions = options.bidirectional ? 2 : 1;
  const out = projection > 0 ? projection : hiddenSize;
  const gates = GATES[cell] * hiddenSize;

  let perStep = 0;
  for (let layer = 0; layer < layers; layer++) {
    const width = layer === 0 ? options.inputSize : out * directions;
    perStep += directions * (gates * (width + out) + hiddenSize * projection);
  }
  const cells = steps * batch * layers * directions * hiddenSize;
  const sequence = batched
    ? options.batchFirst
      ? [batch, steps, out * directions]
      : [steps, batch, out * directions]
    : [steps, out * directions];
  const state = (width: number): number[] =>
    batched ? [layers * directions, batch, width] : [layers * directions, width];
  const outputs = cell === 'lstm' ? [sequence, state(out), state(hiddenSize)] : [sequence, state(out)];
  return {
    outputs,
    kind: 'recurrent',
    work: workOf(
      {
        macs: steps * batch * perStep,
        elementwise: cells * (CELL_COST[cell].simple + (options.bias ? 2 * GATES[cell] : 0)),
        transcendental: cells * CELL_COST[cell].transcendental,
      },
      [input, ...weights],
      outputs.map((shape) => ({ shape, dtype: input.dtype })),
    ),
  };
}

/** One step of a cell over `[N, in]` or `[in]`: the new hidden state and, for an LSTM, cell state. */
export function recurrentCell(
  input: Operand,
  weights: readonly Operand[],
  cell: RecurrentCell,
  inputSize: number,
  hiddenSize: number,
): OpResult {
  if (input.shape.length !== 1 && input.shape.length !== 2) {
    throw new ShapeError(`Expected input to be 1D or 2D, got ${input.shape.length}D instead`);
  }
  if (sizeAt(input.shape, -1) !== inputSize) {
    throw new ShapeError(
      `input has inconsistent input_size: got ${sizeAt(input.shape, -1)} expected ${inputSize} in ` +
        describeShape(input.shape),
    );
  }
  const batch = input.shape.length === 2 ? sizeAt(input.shape, 0) : 1;
  const shape = [...input.shape.slice(0, -1), hiddenSize];
  const outputs = cell === 'lstm' ? [shape, shape] : [shape];
  const cells = batch * hiddenSize;
  return {
    outputs,
    kind: 'recurrent',
    work: workOf(
      {
        macs: cells * GATES[cell] * (inputSize + hiddenSize),
        elementwise: cells * (CELL_COST[cell].simple + 2 * GATES[cell]),
        transcendental: cells * CELL_COST[cell].transcendental,
      },
      [input, ...weights],
      outputs.map((output) => ({ shape: output, dtype: input.dtype })),
    ),
  };
}
