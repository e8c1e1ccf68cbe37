/** Copies that move, repeat or blank elements. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger } from '../../python/runtime/native.ts';
import { copyResult, inOrder, repeated } from '../../tensor/ops/reshape.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import {
  DataDependentShape,
  elementCount,
  normalizeAxes,
  normalizeAxis,
  ShapeError,
  sizeAt,
  type Shape,
} from '../../tensor/shape.ts';
import { contiguousStrides } from '../../tensor/strides.ts';
import { op, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import type { TorchTensor } from '../tensor.ts';
import { positions } from '../tensor.ts';
import { both, inTorch, onTensor, type OpEntry } from './entry.ts';
import { expand, permute, reshape, variadic } from './views.ts';

/** A copy of another shape but the same type. */
function copied(
  rt: Runtime,
  name: string,
  input: TorchTensor,
  shape: Shape,
  values?: () => readonly number[] | null,
): TorchTensor {
  const output = { shape, dtype: input.dtype };
  return emit(rt, name, copyResult([input], [output]), [input], input.dtype, values && { values });
}

export function repeat(rt: Runtime, input: TorchTensor, times: readonly number[]): TorchTensor {
  const shape = repeated(input.shape, times);
  return copied(rt, 'repeat', input, shape, () => {
    const values = input.values();
    if (values === null) return null;
    const own = contiguousStrides(input.shape);
    const added = shape.length - input.shape.length;
    return positions(shape, contiguousStrides(shape), 0).map((_, i) => {
      let at = 0;
      let rest = i;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const index = rest % (shape[axis] ?? 1);
        rest = Math.floor(rest / (shape[axis] ?? 1));
        at += (index % (input.shape[axis - added] ?? 1)) * (own[axis - added] ?? 0);
      }
      return values[at] ?? 0;
    });
  });
}

/** `tile`: missing counts are 1. */
function tile(rt: Runtime, input: TorchTensor, counts: readonly number[]): TorchTensor {
  const missing = Math.max(0, input.shape.length - counts.length);
  return repeat(rt, input, [...new Array<number>(missing).fill(1), ...counts]);
}

function repeatInterleave(call: OpCall): TorchTensor {
  const input = call.tensor('input');
  const axis = call.intOrNone('dim');
  const repeats = call.args.known('repeats');
  const flat = axis === null ? [input.elements] : input.shape;
  const at = axis === null ? 0 : normalizeAxis(axis, input.shape.length);
  const count = asInteger(repeats);
  const total = call.intOrNone('output_size');
  let extent = (flat[at] ?? 1) * (count ?? 1);
  if (count === undefined && total !== null) extent = total;
  else if (count === undefined) {
    const times = call.tensor('repeats').values();
    if (times === null) throw new DataDependentShape('how often repeat_interleave repeats');
    extent = times.length === 1 ? (flat[at] ?? 1) * (times[0] ?? 1) : times.reduce((sum, n) => sum + n, 0);
  }
  return copied(
    call.rt,
    'repeat_interleave',
    input,
    flat.map((size, i) => (i === at ? extent : size)),
  );
}

/** Flips axes; with known values if the tensor has one axis. */
function flip(rt: Runtime, input: TorchTensor, axes: readonly number[]): TorchTensor {
  normalizeAxes(axes, input.shape.length);
  return copied(rt, 'flip', input, input.shape, () =>
    input.shape.length === 1 ? (input.values()?.toReversed() ?? null) : null,
  );
}

/** Keeps one triangle. */
function triangle(name: 'tril' | 'triu'): (call: OpCall) => TorchTensor {
  return (call) => {
    const input = call.tensor('input');
    if (input.shape.length < 2) {
      throw new ShapeError(`${name}: input tensor must have at least 2 dimensions`);
    }
    const diagonal = call.int('diagonal');
    const [rows, columns] = [sizeAt(input.shape, -2), sizeAt(input.shape, -1)];
    return emit(call.rt, name, { ...elementwise(name, [input]), kind: 'copy' }, [input], input.dtype, {
      values: () =>
        input.values()?.map((value, i) => {
          const row = Math.floor(i / columns) % rows;
          const column = i % columns;
          const kept = name === 'tril' ? column <= row + diagonal : column >= row + diagonal;
          return kept ? value : 0;
        }) ?? null,
    });
  };
}

/** A vector becomes a diagonal matrix, a matrix gives its diagonal. */
function diag(call: OpCall): TorchTensor {
  const input = call.tensor('input');
  const offset = call.int('diagonal');
  const [first, second] = input.shape;
  if (first === undefined || input.shape.length > 2) {
    throw new ShapeError('diag(): Supports 1D or 2D tensors. Got another');
  }
  if (second === undefined) {
    const size = first + Math.abs(offset);
    return copied(call.rt, 'diag', input, [size, size]);
  }
  const length = offset >= 0 ? Math.min(first, second - offset) : Math.min(first + offset, second);
  return copied(call.rt, 'diag', input, [Math.max(0, length)]);
}

function rotated(call: OpCall): TorchTensor {
  const input = call.tensor('input');
  const [a = 0, b = 1] = normalizeAxes(call.shape('dims'), input.shape.length);
  const order = input.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis));
  return copied(call.rt, 'rot90', input, call.int('k') % 2 === 0 ? input.shape : inOrder(input.shape, order));
}

export const REARRANGING_OPS: readonly OpEntry[] = [
  ...onTensor(
    op('repeat(self, *sizes, **kwargs)', (c) => repeat(c.rt, c.tensor('self'), variadic(c, 'sizes'))),
  ),
  ...onTensor(op('tile(self, *dims, **kwargs)', (c) => tile(c.rt, c.tensor('self'), variadic(c, 'dims')))),
  ...inTorch(op('tile(input, dims)', (c) => tile(c.rt, c.tensor('input'), c.shape('dims')))),
  ...both(op('repeat_interleave(input, repeats, dim=None, *, output_size=None)', repeatInterleave)),
  ...onTensor(op('flip(self, *dims, **kwargs)', (c) => flip(c.rt, c.tensor('self'), variadic(c, 'dims')))),
  ...inTorch(op('flip(input, dims)', (c) => flip(c.rt, c.tensor('input'), c.shape('dims')))),
  ...both(op('fliplr(input)', (c) => flip(c.rt, c.tensor('input'), [1]))),
  ...both(op('flipud(input)', (c) => flip(c.rt, c.tensor('input'), [0]))),
  ...both(
    op('roll(input, shifts, dims=None)', (c) =>
      copied(c.rt, 'roll', c.tensor('input'), c.tensor('input').shape),
    ),
  ),
  ...both(op('rot90(input, k=1, dims=(0, 1))', rotated)),
  ...both(op('diag(input, diagonal=0)', diag)),
  ...both(
    op('diag_embed(input, offset=0, dim1=-2, dim2=-1)', (c) => {
      const input = c.tensor('input');
      const size = sizeAt(input.shape, -1) + Math.abs(c.int('offset'));
      return copied(c.rt, 'diag_embed', input, [...input.shape.slice(0, -1), size, size]);
    }),
  ),
  ...both(
    op('diagflat(input, offset=0)', (c) => {
      const input = c.tensor('input');
      const size = elementCount(input.shape) + Math.abs(c.int('offset'));
      return copied(c.rt, 'diagflat', input, [size, size]);
    }),
  ),
  ...inTorch(op('reshape(input, shape)', (c) => reshape(c.rt, c.tensor('input'), c.shape('shape')))),
  ...inTorch(op('permute(input, dims)', (c) => permute(c.rt, c.tensor('input'), c.shape('dims')))),
  ...inTorch(op('expand_copy(input, size)', (c) => expand(c.rt, c.tensor('input'), c.shape('size')))),
];

/** Those that exist in place as well. */
export const TRIANGLE_OPS: readonly OpEntry[] = [
  ...both(op('tril(input, diagonal=0)', triangle('tril'))),
  ...both(op('triu(input, diagonal=0)', triangle('triu'))),
];
