/** Launches of single operations of a Transformer's attention and of an LSTM's cell, by the analyser's own rules of work. */
import type { Kernel } from '../../src/cost/kernel.ts';
import { elementwise } from '../../src/tensor/ops/elementwise.ts';
import { linear, matmul } from '../../src/tensor/ops/matmul.ts';
import { softmax } from '../../src/tensor/ops/softmax.ts';
import type { Shape } from '../../src/tensor/shape.ts';
import { launchOf, tensor } from './layerKernels.ts';

export interface OperationSize {
  readonly batch: number;
  /** Tokens of a sequence; of a step of an LSTM there is one. */
  readonly length: number;
  /** Features of the input. */
  readonly inputs: number;
  /** Features of what comes out: of an LSTM those of its state. */
  readonly width: number;
}

/** An LSTM has four gates, side by side in one product. */
const GATES = 4;

type Launches = (size: OperationSize) => readonly Kernel[];

/** By the names that `data/calibration/mayaki/operations.csv` has for them. Attention has one head. */
const OPERATIONS: Readonly<Record<string, Launches>> = {
  'query, key and value': (size) => {
    const one = projection(size);
    return [one, one, one];
  },
  'attention scores': ({ batch, length, width }) => {
    const scores = [batch, length, length];
    return [product([batch, length, width], [batch, width, length]), pointwise('div', scores)];
  },
  softmax: ({ batch, length }) => {
    const scores = [batch, length, length];
    return [launchOf('_softmax', softmax(tensor(scores), -1), [scores], []).kernel];
  },
  'attention output': ({ batch, length, width }) => [
    product([batch, length, length], [batch, length, width]),
  ],
  'output projection': (size) => [projection(size)],
  'hidden gates': ({ batch, width }) => [dense([batch, width], GATES * width, false)],
  'input gates': ({ batch, inputs, width }) => {
    const gates = [batch, GATES * width];
    return [dense([batch, inputs], GATES * width, true), pointwise('add', gates, gates)];
  },
  activations: ({ batch, width }) =>
    ['sigmoid', 'sigmoid', 'tanh', 'sigmoid'].map((name) => pointwise(name, [batch, width])),
  'cell update': ({ batch, width }) => {
    const state = [batch, width];
    return ['mul', 'mul', 'add'].map((name) => pointwise(name, state, state));
  },
  'hidden update': ({ batch, width }) => {
    const state = [batch, width];
    return [pointwise('tanh', state), pointwise('mul', state, state)];
  },
};

/** Throws where it does not know the operation. */
export function operationKernels(operation: string, size: OperationSize): readonly Kernel[] {
  const launches = OPERATIONS[operation];
  if (launches === undefined) throw new Error(`what ${operation} launches is not known`);
  return launches(size);
}

function projection({ batch, length, inputs, width }: OperationSize): Kernel {
  return dense([batch, length, inputs], width, true);
}

function dense(input: Shape, outputs: number, hasBias: boolean): Kernel {
  const weight = [outputs, input.at(-1) ?? 1];
  const bias = hasBias ? [outputs] : null;
  const result = linear(tensor(input), tensor(weight), bias === null ? null : tensor(bias));
  return launchOf('addmm', result, [input], bias === null ? [weight] : [weight, bias]).kernel;
}

function product(left: Shape, right: Shape): Kernel {
  return launchOf('bmm', matmul(tensor(left), tensor(right)), [left, right], []).kernel;
}

function pointwise(name: string, ...operands: readonly Shape[]): Kernel {
  return launchOf(name, elementwise(name, operands.map(tensor)), operands, []).kernel;
}
