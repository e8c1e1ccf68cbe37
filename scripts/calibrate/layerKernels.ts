/** Launches of single layers, by the analyser's own rules of work. */
import { forwardKernel, type Kernel } from '../../src/cost/kernel.ts';
import { convolution } from '../../src/tensor/ops/convolution.ts';
import { linear } from '../../src/tensor/ops/matmul.ts';
import { elementCount, type Shape } from '../../src/tensor/shape.ts';
import type { OpResult } from '../../src/tensor/work.ts';
import { bytes, macs } from '../../src/units/quantity.ts';

/** Of single precision. */
export const tensor = (shape: Shape) => ({ shape, dtype: 'float32' }) as const;
const SINGLE_BYTES = 4;

export interface LayerLaunch {
  readonly kernel: Kernel;
  readonly outputs: number;
  readonly params: number;
}

export function denseLaunch(batch: number, inputs: number, outputs: number): LayerLaunch {
  const [x, weight, bias] = [[batch, inputs], [outputs, inputs], [outputs]];
  return launchOf('addmm', linear(tensor(x), tensor(weight), tensor(bias)), [x], [weight, bias]);
}

export interface ConvSize {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly side: number;
  readonly kernel: number;
  readonly stride: number;
}

export function convLaunch({ batch, inChannels, outChannels, side, kernel, stride }: ConvSize): LayerLaunch {
  const x = [batch, inChannels, side, side];
  const weight = [outChannels, inChannels, kernel, kernel];
  const geometry = { stride: [stride, stride], padding: [0, 0], dilation: [1, 1], groups: 1 } as const;
  const bias = [outChannels];
  const result = convolution(tensor(x), tensor(weight), tensor(bias), geometry);
  return launchOf('convolution', result, [x], [weight, bias]);
}

/** @param op name of the operation, as the analyser records it */
export function launchOf(
  op: string,
  result: OpResult,
  inputs: readonly Shape[],
  weights: readonly Shape[],
): LayerLaunch {
  const uses = weights.map((shape, serial) => ({
    serial,
    elements: elementCount(shape),
    dtype: 'float32' as const,
    trainable: true,
  }));
  const event = {
    type: 'op',
    op,
    kind: result.kind,
    inputs: [...inputs, ...weights].map(tensor),
    outputs: result.outputs.map(tensor),
    weights: uses,
    work: result.work,
    inputNeedsGrad: false,
    gradEnabled: true,
    isView: false,
    unmodelled: null,
    span: null,
  } as const;
  const kernel = forwardKernel({ event, count: 1 }, 0, null);
  if (kernel === null) throw new Error(`${op} launches nothing`);
  return {
    kernel,
    outputs: result.outputs.reduce((sum, shape) => sum + elementCount(shape), 0),
    params: uses.reduce((sum, { elements }) => sum + elements, 0),
  };
}

/**
 * Mean squared error against a label: squared differences, their mean, and the gradient (ATen, mse_loss): two values are
 * read and one written for each output, one is read, two are read and one is written.
 */
export function lossKernels(outputs: number): Kernel[] {
  return [3, 1, 3].map((values) => elementPass(outputs, values));
}

/** The gradient of a bias sums that of the outputs. */
export function biasGradient(outputs: number): Kernel {
  return elementPass(outputs, 1);
}

/** One operation for each of so many elements, of which so many values are read and written. */
function elementPass(elements: number, values: number): Kernel {
  return {
    layer: null,
    pass: 'forward',
    kind: 'elementwise',
    macs: macs(0),
    elementwise: elements,
    transcendental: 0,
    weightBytes: bytes(0),
    activationBytes: bytes(values * SINGLE_BYTES * elements),
    reduction: 0,
    columns: 0,
    channels: 0,
    inputShare: 0,
    count: 1,
  };
}
