/** Convolutions over PyTorch's arguments. */
import type { Runtime } from '../../python/runtime/api.ts';
import type { Value } from '../../python/runtime/values.ts';
import {
  convolution as convolutionRule,
  transposedConvolution as transposedRule,
  type ConvolutionOptions,
  type TransposedConvolutionOptions,
} from '../../tensor/ops/convolution.ts';
import { ShapeError } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { inFunctional, inTorch, type OpEntry } from './entry.ts';

/** Input and weights must be of one type. */
function checkTypes(input: TorchTensor, weight: TorchTensor): void {
  if (input.dtype !== weight.dtype) {
    throw new ShapeError(`Input type (${input.dtype}) and bias type (${weight.dtype}) should be the same`);
  }
}

/** Throws ShapeError. */
export function convolution(
  rt: Runtime,
  input: TorchTensor,
  weight: TorchTensor,
  bias: TorchTensor | null,
  options: ConvolutionOptions,
): TorchTensor {
  checkTypes(input, weight);
  if (options.padding === 'same' && options.stride.some((stride) => stride !== 1)) {
    throw new ShapeError("padding='same' is not supported for strided convolutions");
  }
  const result = convolutionRule(input, weight, bias, options);
  return emit(rt, 'convolution', result, [input, weight, bias], input.dtype);
}

/** Throws ShapeError. */
export function transposedConvolution(
  rt: Runtime,
  input: TorchTensor,
  weight: TorchTensor,
  bias: TorchTensor | null,
  options: TransposedConvolutionOptions,
): TorchTensor {
  checkTypes(input, weight);
  const result = transposedRule(input, weight, bias, options);
  return emit(rt, 'convolution', result, [input, weight, bias], input.dtype);
}

/** A padding given as a word or as numbers. */
export function paddingOf(call: OpCall, name: string, rank: number): ConvolutionOptions['padding'] {
  const value = call.args.known(name);
  if (value === 'same' || value === 'valid') return value;
  return call.perAxis(name, rank);
}

const forward =
  (rank: number) =>
  (call: OpCall): Value =>
    convolution(call.rt, call.tensor('input'), call.tensor('weight'), call.tensorOrNone('bias'), {
      stride: call.perAxis('stride', rank),
      padding: paddingOf(call, 'padding', rank),
      dilation: call.perAxis('dilation', rank),
      groups: call.int('groups'),
    });

const transposed =
  (rank: number) =>
  (call: OpCall): Value =>
    transposedConvolution(call.rt, call.tensor('input'), call.tensor('weight'), call.tensorOrNone('bias'), {
      stride: call.perAxis('stride', rank),
      padding: call.perAxis('padding', rank),
      outputPadding: call.perAxis('output_padding', rank),
      dilation: call.perAxis('dilation', rank),
      groups: call.int('groups'),
    });

export const CONVOLUTION_OPS: readonly OpEntry[] = [1, 2, 3].flatMap((rank) => {
  const conv = op(
    `conv${rank}d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)`,
    forward(rank),
  );
  const transposedConv = op(
    `conv_transpose${rank}d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)`,
    transposed(rank),
  );
  return [conv, transposedConv].flatMap((fn) => [...inFunctional(fn), ...inTorch(fn)]);
});
