/** Joining tensors and cutting them apart. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, settled } from '../../python/runtime/native.ts';
import { PyList, PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import {
  checkSections,
  chunkSizes,
  concatenated,
  evenSizes,
  sizesAtIndices,
  splitSizes,
  stacked,
} from '../../tensor/ops/joining.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { promoteTypes } from '../../tensor/promotion.ts';
import { elementCount, normalizeAxis, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { both, inTorch, onTensor, type OpEntry } from './entry.ts';
import { broadcastTensors, expand, narrow, permute, reshape, selectAxis, unsqueeze, view } from './views.ts';

/** Joins along an existing axis. Throws ShapeError. */
export function cat(rt: Runtime, tensors: readonly TorchTensor[], axis: number): TorchTensor {
  const shape = concatenated(
    tensors.map((tensor) => tensor.shape),
    axis,
  );
  return joined(rt, 'cat', tensors, shape, shape.length === 0 ? 0 : normalizeAxis(axis, shape.length));
}

/** Joins along a new axis. Throws ShapeError. */
export function stack(rt: Runtime, tensors: readonly TorchTensor[], axis: number): TorchTensor {
  const shape = stacked(
    tensors.map((tensor) => tensor.shape),
    axis,
  );
  return joined(rt, 'stack', tensors, shape, normalizeAxis(axis, shape.length));
}

function joined(
  rt: Runtime,
  name: string,
  tensors: readonly TorchTensor[],
  shape: Shape,
  axis: number,
): TorchTensor {
  const dtype = tensors.map((tensor) => tensor.dtype).reduce(promoteTypes);
  return emit(rt, name, copyResult(tensors, [{ shape, dtype }]), tensors, dtype, {
    values: () => joinedValues(tensors, elementCount(shape.slice(0, axis))),
  });
}

/** Row-major values of tensors laid side by side `outer` times. */
function joinedValues(tensors: readonly TorchTensor[], outer: number): readonly number[] | null {
  const columns: (readonly number[])[] = [];
  for (const tensor of tensors) {
    const values = tensor.values();
    if (values === null) return null;
    columns.push(values);
  }
  return Array.from({ length: outer }, (_, i) =>
    columns.flatMap((values) => {
      const width = values.length / outer;
      return values.slice(i * width, (i + 1) * width);
    }),
  ).flat();
}

/** Views of consecutive parts of an axis. */
export function cut(rt: Runtime, input: TorchTensor, axis: number, sizes: readonly number[]): TorchTensor[] {
  let start = 0;
  return sizes.map((size) => {
    const part = narrow(rt, input, axis, start, size, 'split');
    start += size;
    return part;
  });
}

export function chunk(rt: Runtime, input: TorchTensor, chunks: number, axis: number): TorchTensor[] {
  return cut(rt, input, axis, chunkSizes(extentOf(input, axis), chunks));
}

export function unbind(rt: Runtime, input: TorchTensor, axis: number): TorchTensor[] {
  return Array.from({ length: extentOf(input, axis) }, (_, i) => selectAxis(rt, input, axis, i));
}

function extentOf(input: TorchTensor, axis: number): number {
  if (input.shape.length === 0) throw new ShapeError('expected at least a 1-dimensional tensor');
  return sizeAt(input.shape, normalizeAxis(axis, input.shape.length));
}

/** A size for all parts, or one per part. */
function split(call: OpCall, name: string): Value {
  const input = call.tensor('input');
  const axis = call.int('dim');
  const extent = extentOf(input, axis);
  const size = asInteger(call.args.known(name));
  const sizes = size === undefined ? checkSections(extent, call.shape(name)) : splitSizes(extent, size);
  return new PyTuple(cut(call.rt, input, axis, sizes));
}

function tensorSplit(call: OpCall): Value {
  const input = call.tensor('input');
  const axis = call.int('dim');
  const extent = extentOf(input, axis);
  // PyTorch calls the one argument `sections` or `indices`, by its type.
  const name = ['indices', 'sections'].find((keyword) => call.args.given(keyword)) ?? 'indices_or_sections';
  const count = asInteger(settled(call.args.value(name)));
  const sizes = count === undefined ? sizesAtIndices(extent, call.shape(name)) : evenSizes(extent, count);
  return new PyTuple(cut(call.rt, input, axis, sizes));
}

/** At least so many axes, as `vstack` and `dstack` want them. */
function atLeast(rt: Runtime, tensor: TorchTensor, rank: number): TorchTensor {
  const { shape } = tensor;
  if (shape.length >= rank) return tensor;
  if (rank === 1) return view(rt, tensor, [1]);
  if (rank === 2) return reshape(rt, tensor, [1, elementCount(shape)]);
  return shape.length === 2 ? unsqueeze(rt, tensor, -1) : reshape(rt, tensor, [1, elementCount(shape), 1]);
}

function meshgrid(call: OpCall): Value {
  const { rt } = call;
  const tensors = call.tensorsOrList();
  const swaps = call.args.stringOrNone('indexing') === 'xy' && tensors.length >= 2;
  const sizes = tensors.map((tensor) => elementCount(tensor.shape));
  const grids = tensors.map((tensor, i) => {
    const column = view(
      rt,
      tensor,
      sizes.map((size, axis) => (axis === i ? size : 1)),
    );
    return expand(rt, column, sizes);
  });
  const order = sizes.map((_, axis) => (axis === 0 ? 1 : axis === 1 ? 0 : axis));
  return new PyTuple(swaps ? grids.map((grid) => permute(rt, grid, order)) : grids);
}

/** `hsplit`, `vsplit`, `dsplit`: cuts along the second, first and third axis. */
function axisSplit(name: string, axisOf: (rank: number) => number): OpEntry[] {
  return both(
    op(`${name}(input, indices_or_sections)`, (c) => {
      const input = c.tensor('input');
      const axis = axisOf(input.shape.length);
      const extent = extentOf(input, axis);
      const count = asInteger(settled(c.args.value('indices_or_sections')));
      if (count !== undefined && extent % count !== 0) {
        throw new ShapeError(
          `torch.${name} attempted to split along dimension ${axis}, but ${extent} is not divisible by ${count}`,
        );
      }
      const sizes =
        count === undefined
          ? sizesAtIndices(extent, c.shape('indices_or_sections'))
          : evenSizes(extent, count);
      return new PyTuple(cut(c.rt, input, axis, sizes));
    }),
  );
}

/** At least two or three axes, of one tensor or of several. */
function raised(rank: number): OpEntry[] {
  return inTorch(
    op(`atleast_${rank}d(*tensors)`, (c) => {
      const tensors = c.tensorsOrList().map((tensor) => atLeast(c.rt, tensor, rank));
      return tensors.length === 1 ? (tensors[0] ?? null) : new PyTuple(tensors);
    }),
  );
}

export const JOINING_OPS: readonly OpEntry[] = [
  ...axisSplit('hsplit', (rank) => (rank === 1 ? 0 : 1)),
  ...axisSplit('vsplit', () => 0),
  ...axisSplit('dsplit', () => 2),
  ...raised(2),
  ...raised(3),
  ...inTorch(
    op('cat(tensors, dim=0, *, axis=None, out=None)', (c) =>
      cat(c.rt, c.tensors('tensors'), c.intOrNone('axis') ?? c.int('dim')),
    ),
    'concat',
    'concatenate',
  ),
  ...inTorch(
    op('stack(tensors, dim=0, *, out=None)', (c) => stack(c.rt, c.tensors('tensors'), c.int('dim'))),
  ),
  ...inTorch(
    op('hstack(tensors, *, out=None)', (c) => {
      const tensors = c.tensors('tensors').map((tensor) => atLeast(c.rt, tensor, 1));
      return cat(c.rt, tensors, tensors[0]?.shape.length === 1 ? 0 : 1);
    }),
    'column_stack',
  ),
  ...inTorch(
    op('vstack(tensors, *, out=None)', (c) =>
      cat(
        c.rt,
        c.tensors('tensors').map((tensor) => atLeast(c.rt, tensor, 2)),
        0,
      ),
    ),
    'row_stack',
  ),
  ...inTorch(
    op('dstack(tensors, *, out=None)', (c) =>
      cat(
        c.rt,
        c.tensors('tensors').map((tensor) => atLeast(c.rt, tensor, 3)),
        2,
      ),
    ),
  ),
  // The function and the method call the one argument by different names.
  ...inTorch(op('split(input, split_size_or_sections, dim=0)', (c) => split(c, 'split_size_or_sections'))),
  ...onTensor(op('split(input, split_size, dim=0)', (c) => split(c, 'split_size'))),
  ...both(op('split_with_sizes(input, split_sizes, dim=0)', (c) => split(c, 'split_sizes'))),
  ...both(
    op(
      'chunk(input, chunks, dim=0)',
      (c) => new PyTuple(chunk(c.rt, c.tensor('input'), c.int('chunks'), c.int('dim'))),
    ),
    'unsafe_chunk',
  ),
  ...both(
    op('tensor_split(input, indices_or_sections=None, dim=0, *, indices=None, sections=None)', tensorSplit),
  ),
  ...both(op('unbind(input, dim=0)', (c) => new PyTuple(unbind(c.rt, c.tensor('input'), c.int('dim'))))),
  ...inTorch(op('meshgrid(*tensors, indexing=None)', meshgrid)),
  ...inTorch(op('broadcast_tensors(*tensors)', (c) => new PyList(broadcastTensors(c.rt, c.tensorsOrList())))),
  ...inTorch(
    op('cartesian_prod(*tensors)', (c) => {
      const tensors = c.tensorsOrList();
      const rows = tensors.reduce((product, tensor) => product * tensor.elements, 1);
      const shape = tensors.length === 1 ? [rows] : [rows, tensors.length];
      const dtype = tensors[0]?.dtype ?? 'float32';
      return emit(c.rt, 'cartesian_prod', copyResult(tensors, [{ shape, dtype }]), tensors, dtype);
    }),
  ),
  ...inTorch(
    op('combinations(input, r=2, with_replacement=False)', (c) => {
      const input = c.tensor('input');
      const r = c.int('r');
      const n = input.elements + (c.bool('with_replacement') ? r - 1 : 0);
      let rows = 1;
      for (let i = 0; i < r; i++) rows = (rows * (n - i)) / (i + 1);
      const output = { shape: [Math.max(0, rows), r], dtype: input.dtype };
      return emit(c.rt, 'combinations', copyResult([input], [output]), [input], input.dtype);
    }),
  ),
  ...inTorch(
    op('block_diag(*tensors)', (c) => {
      const tensors = c.tensorsOrList();
      const sizes = tensors.map(
        ({ shape }) => [shape.length < 2 ? 1 : sizeAt(shape, 0), shape.at(-1) ?? 1] as const,
      );
      const shape = [
        sizes.reduce((sum, [rows]) => sum + rows, 0),
        sizes.reduce((sum, [, columns]) => sum + columns, 0),
      ];
      const dtype = tensors.map((tensor) => tensor.dtype).reduce(promoteTypes);
      return emit(c.rt, 'block_diag', copyResult(tensors, [{ shape, dtype }]), tensors, dtype);
    }),
  ),
];
