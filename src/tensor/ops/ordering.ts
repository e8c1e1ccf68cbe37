/** Sorting, selecting and scattering along an axis. Every function throws ShapeError. */
import type { DType } from '../dtype.ts';
import { AxisError, elementCount, normalizeAxis, ShapeError, sizeAt, type Shape } from '../shape.ts';
import type { OpResult } from '../work.ts';
import { workOf, type Operand } from './operand.ts';

/** The k largest of an axis with their positions; comparisons: log₂ of the axis per element. */
export function topk(input: Operand, k: number, axis: number): OpResult {
  const at = normalizeAxis(axis, input.shape.length);
  const extent = input.shape[at] ?? 1;
  if (k > extent || k < 0) throw new ShapeError('selected index k out of range');
  const shape = input.shape.map((size, i) => (i === at ? k : size));
  return sorted(input, extent, shape, ['int64']);
}

/** A sort along an axis with the positions. */
export function sort(input: Operand, axis: number): OpResult {
  const at = normalizeAxis(axis, input.shape.length);
  return sorted(input, input.shape[at] ?? 1, input.shape, ['int64']);
}

function sorted(input: Operand, extent: number, shape: Shape, further: readonly DType[]): OpResult {
  const outputs = [{ shape, dtype: input.dtype }, ...further.map((dtype) => ({ shape, dtype }))];
  return {
    outputs: outputs.map((output) => output.shape),
    kind: 'other',
    work: workOf(
      { elementwise: elementCount(input.shape) * Math.ceil(Math.log2(Math.max(2, extent))) },
      [input],
      outputs,
    ),
  };
}

/** `out[i][j] = input[index[i][j]][j]`: the shape of the index, which must not exceed the input elsewhere. */
export function gather(input: Operand, axis: number, index: Operand): OpResult {
  const at = normalizeAxis(axis, input.shape.length);
  if (index.shape.length !== input.shape.length) {
    throw new ShapeError('Index tensor must have the same number of dimensions as input tensor');
  }
  const wrong = index.shape.findIndex((size, i) => i !== at && size > sizeAt(input.shape, i));
  if (wrong !== -1) {
    throw new ShapeError(
      `Size does not match at dimension ${wrong} expected index [${index.shape.join(', ')}] to be no larger than ` +
        `self [${input.shape.join(', ')}] apart from dimension ${at}`,
    );
  }
  const output = { shape: index.shape, dtype: input.dtype };
  return { outputs: [index.shape], kind: 'copy', work: workOf({}, [index, output], [output]) };
}

/** Writes into a copy of the input at the places of the index. */
export function scatter(input: Operand, index: Operand, source: Operand | null, adds: boolean): OpResult {
  return {
    outputs: [input.shape],
    kind: 'copy',
    work: workOf({ elementwise: adds ? elementCount(index.shape) : 0 }, [input, index, source], [input]),
  };
}

/** The entries of an axis that a vector of positions names. */
export function indexSelect(input: Operand, axis: number, index: Operand): OpResult {
  const at = normalizeAxis(axis, input.shape.length);
  if (index.shape.length > 1) throw new AxisError('index_select(): Index is supposed to be a vector');
  const shape = input.shape.map((size, i) => (i === at ? elementCount(index.shape) : size));
  const output = { shape, dtype: input.dtype };
  return { outputs: [shape], kind: 'copy', work: workOf({}, [index, output], [output]) };
}
