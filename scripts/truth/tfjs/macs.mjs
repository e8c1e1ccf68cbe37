/** Multiply-accumulates of the kernels that a call runs. */
import { tf } from './tensorflow.mjs';

const product = (sizes) => sizes.reduce((a, b) => a * b, 1);

/** Batches times rows, columns and length of the sums: the root of the three matrices' sizes multiplied. */
function matmul([a, b], [out]) {
  const matrix = (shape) => product(shape.slice(-2));
  return product(out.slice(0, -2)) * Math.round(Math.sqrt(matrix(a) * matrix(b) * matrix(out)));
}

const perOutput = ([, filter], [out]) => (product(out) * product(filter)) / filter.at(-1);
/** A transposed convolution is counted by its input, which comes first. */
const perInput = ([dy, filter]) => (product(dy) * product(filter)) / filter.at(-1);

const KERNELS = {
  BatchMatMul: matmul,
  _FusedMatMul: matmul,
  Conv2D: perOutput,
  FusedConv2D: perOutput,
  Conv3D: perOutput,
  Conv2DBackpropInput: perInput,
  Conv3DBackpropInputV2: perInput,
  DepthwiseConv2dNative: ([, filter], [out]) => product(out) * filter[0] * filter[1],
  FusedDepthwiseConv2D: ([, filter], [out]) => product(out) * filter[0] * filter[1],
};

/** The tensor or tensors that `call` returns, and the multiply-accumulates on the way to them. */
export async function counted(call) {
  let result;
  const { kernels } = await tf.profile(() => (result = call()));
  let macs = 0;
  for (const { name, inputShapes, outputShapes } of kernels) {
    macs += KERNELS[name]?.(inputShapes, outputShapes) ?? 0;
  }
  return { result, macs };
}
