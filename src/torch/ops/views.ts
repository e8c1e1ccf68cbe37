/** Views: the same memory under another shape. */
import type { Runtime } from '../../python/runtime/api.ts';
import { settled } from '../../python/runtime/native.ts';
import type { Value } from '../../python/runtime/values.ts';
import { sizeOf } from '../../tensor/dtype.ts';
import {
  copyResult,
  diagonalShape,
  expanded,
  flattened,
  inOrder,
  insertionAxis,
  movedOrder,
  permutedOrder,
  reshaped,
  squeezedAxes,
  transposedOrder,
  unflattened,
  windowed,
} from '../../tensor/ops/reshape.ts';
import { AxisError, broadcast, normalizeAxis, ShapeError, sizeAt, type Shape } from '../../tensor/shape.ts';
import { viewStrides } from '../../tensor/strides.ts';
import { op, type OpCall } from '../call.ts';
import { TorchDType } from '../dtypes.ts';
import { formatAsked, formatIn, type FormatAsked } from '../memoryFormat.ts';
import { emit, emitView } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { both, onTensor, type OpEntry } from './entry.ts';

/** `view`: fails where the memory order does not allow it. Throws ShapeError. */
export function view(rt: Runtime, input: TorchTensor, target: Shape): TorchTensor {
  const shape = reshaped(input.shape, target);
  if (input.strides === null) return emitView(rt, 'view', input, shape, null);
  const strides = viewStrides(input.shape, input.strides, shape);
  if (strides === null) {
    throw new ShapeError(
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two " +
        'contiguous subspaces). Use .reshape(...) instead.',
    );
  }
  return emitView(rt, 'view', input, shape, strides);
}

/** `reshape`: a view where possible, else a copy. Throws ShapeError. */
export function reshape(rt: Runtime, input: TorchTensor, target: Shape): TorchTensor {
  const shape = reshaped(input.shape, target);
  const strides = input.strides === null ? null : viewStrides(input.shape, input.strides, shape);
  if (input.strides === null || strides !== null) return emitView(rt, 'view', input, shape, strides);
  return view(rt, contiguous(rt, input), shape);
}

export function flatten(rt: Runtime, input: TorchTensor, start: number, end: number): TorchTensor {
  return reshape(rt, input, flattened(input.shape, start, end));
}

/** Row-major memory: itself, or a copy. */
export function contiguous(rt: Runtime, input: TorchTensor): TorchTensor {
  return input.isContiguous ? input : clone(rt, input, true);
}

export function clone(rt: Runtime, input: TorchTensor, rowMajor = false): TorchTensor {
  return emit(rt, 'clone', copyResult([input], [input]), [input], input.dtype, {
    strides: rowMajor ? null : input.strides,
    values: () => input.values(),
  });
}

const PLAIN_ORDER: FormatAsked = { kind: 'plain' };

/** A copy in another memory format; itself where it is in that format. */
export function inFormat(rt: Runtime, input: TorchTensor, asked: FormatAsked | null): TorchTensor {
  if (asked === null) return input;
  const format = formatIn(rt, input, asked);
  if (format === input.memoryFormat) return asked.kind === 'plain' ? contiguous(rt, input) : input;
  const copy = clone(rt, input, true);
  copy.memoryFormat = format;
  return copy;
}

export function permute(rt: Runtime, input: TorchTensor, axes: readonly number[]): TorchTensor {
  return reorder(rt, 'permute', input, permutedOrder(input.shape.length, axes));
}

export function transpose(rt: Runtime, input: TorchTensor, a: number, b: number): TorchTensor {
  return reorder(rt, 'transpose', input, transposedOrder(input.shape.length, a, b));
}

function reorder(rt: Runtime, name: string, input: TorchTensor, order: readonly number[]): TorchTensor {
  return emitView(rt, name, input, inOrder(input.shape, order), inOrder(input.stridesOrDefault(), order));
}

export function unsqueeze(rt: Runtime, input: TorchTensor, axis: number): TorchTensor {
  const at = insertionAxis(input.shape.length, axis);
  const strides = input.stridesOrDefault();
  const step = at < strides.length ? sizeAt(input.shape, at) * sizeAt(strides, at) : 1;
  return emitView(
    rt,
    'unsqueeze',
    input,
    [...input.shape.slice(0, at), 1, ...input.shape.slice(at)],
    input.strides === null ? null : [...strides.slice(0, at), step, ...strides.slice(at)],
  );
}

export function squeeze(rt: Runtime, input: TorchTensor, axes: readonly number[] | null): TorchTensor {
  const kept = squeezedAxes(input.shape, axes);
  return emitView(
    rt,
    'squeeze',
    input,
    inOrder(input.shape, kept),
    input.strides === null ? null : inOrder(input.strides, kept),
  );
}

export function expand(rt: Runtime, input: TorchTensor, target: Shape): TorchTensor {
  const shape = expanded(input.shape, target);
  const own = input.stridesOrDefault();
  const added = shape.length - input.shape.length;
  const strides = shape.map((size, axis) => {
    const before = input.shape[axis - added];
    return before === undefined || before !== size ? 0 : (own[axis - added] ?? 0);
  });
  return emitView(rt, 'expand', input, shape, strides);
}

/** A part of an axis, as a view. Throws ShapeError. */
export function narrow(
  rt: Runtime,
  input: TorchTensor,
  axis: number,
  start: number,
  length: number,
  name = 'narrow',
): TorchTensor {
  const at = normalizeAxis(axis, input.shape.length);
  const size = sizeAt(input.shape, at);
  const first = start < 0 ? start + size : start;
  if (first < 0 || length < 0 || first + length > size) {
    throw new ShapeError(`start (${start}) + length (${length}) exceeds dimension size (${size}).`);
  }
  const strides = input.stridesOrDefault();
  const shape = input.shape.map((extent, i) => (i === at ? length : extent));
  const whole = first === 0 && length === size;
  return emitView(
    rt,
    name,
    input,
    shape,
    whole ? input.strides : strides,
    input.offset + first * sizeAt(strides, at),
  );
}

/** One entry of an axis, which disappears. Throws AxisError. */
export function selectAxis(rt: Runtime, input: TorchTensor, axis: number, index: number): TorchTensor {
  const at = normalizeAxis(axis, input.shape.length);
  const size = sizeAt(input.shape, at);
  const place = index < 0 ? index + size : index;
  if (place < 0 || place >= size) {
    throw new AxisError(
      `select(): index ${index} out of range for tensor of size [${input.shape.join(', ')}] at dimension ${at}`,
    );
  }
  const strides = input.stridesOrDefault();
  const without = <T>(values: readonly T[]): readonly T[] => values.filter((_, i) => i !== at);
  return emitView(
    rt,
    'select',
    input,
    without(input.shape),
    without(strides),
    input.offset + place * sizeAt(strides, at),
  );
}

/** Without gradient. */
export function detach(rt: Runtime, input: TorchTensor): TorchTensor {
  const detached = emitView(rt, 'detach', input, input.shape, input.strides);
  detached.requiresGrad = false;
  return detached;
}

function transposeMatrix(call: OpCall): Value {
  const input = call.tensor('input');
  const rank = input.shape.length;
  if (rank > 2) throw new ShapeError(`t() expects a tensor with <= 2 dimensions, but self is ${rank}D`);
  return rank < 2
    ? emitView(call.rt, 't', input, input.shape, input.strides)
    : transpose(call.rt, input, 0, 1);
}

/** The target of `view`: sizes, or a type of which the elements are read anew. */
function viewCall(call: OpCall): Value {
  const input = call.tensor('self');
  const [first] = call.args.rest;
  if (first === undefined && !call.args.extra.has('dtype')) {
    throw call.rt.error('TypeError', 'view() received an invalid combination of arguments - got ()');
  }
  const dtype = settled(first ?? call.args.extra.get('dtype') ?? null);
  if (!(dtype instanceof TorchDType)) return view(call.rt, input, call.sizes('size'));
  const ratio = sizeOf(input.dtype) / sizeOf(dtype.dtype);
  const shape = input.shape.map((size, axis) => (axis === input.shape.length - 1 ? size * ratio : size));
  return new TorchTensor(shape, dtype.dtype, { device: input.device });
}

export const VIEW_OPS: readonly OpEntry[] = [
  ...onTensor(op('view(self, *size, **kwargs)', viewCall)),
  ...onTensor(op('view_as(self, other)', (c) => view(c.rt, c.tensor('self'), c.tensor('other').shape))),
  ...onTensor(op('reshape_as(self, other)', (c) => reshape(c.rt, c.tensor('self'), c.tensor('other').shape))),
  ...both(
    op('flatten(input, start_dim=0, end_dim=-1)', (c) =>
      flatten(c.rt, c.tensor('input'), c.int('start_dim'), c.int('end_dim')),
    ),
  ),
  ...both(op('ravel(input)', (c) => reshape(c.rt, c.tensor('input'), [-1]))),
  ...both(
    op('unflatten(input, dim, sizes)', (c) => {
      const input = c.tensor('input');
      return view(c.rt, contiguous(c.rt, input), unflattened(input.shape, c.int('dim'), c.shape('sizes')));
    }),
  ),
  ...both(op('squeeze(input, dim=None)', (c) => squeeze(c.rt, c.tensor('input'), c.axes('dim')))),
  ...both(op('unsqueeze(input, dim)', (c) => unsqueeze(c.rt, c.tensor('input'), c.int('dim')))),
  ...both(
    op('transpose(input, dim0, dim1)', (c) =>
      transpose(c.rt, c.tensor('input'), c.int('dim0'), c.int('dim1')),
    ),
    'swapaxes',
    'swapdims',
  ),
  ...both(
    op('movedim(input, source, destination)', (c) => {
      const input = c.tensor('input');
      return reorder(
        c.rt,
        'movedim',
        input,
        movedOrder(input.shape.length, c.shape('source'), c.shape('destination')),
      );
    }),
    'moveaxis',
  ),
  ...both(op('t(input)', transposeMatrix)),
  ...both(op('adjoint(input)', (c) => transpose(c.rt, c.tensor('input'), -2, -1))),
  ...both(
    op('narrow(input, dim, start, length)', (c) =>
      narrow(c.rt, c.tensor('input'), c.int('dim'), c.int('start'), c.int('length')),
    ),
  ),
  ...both(
    op('select(input, dim, index)', (c) => selectAxis(c.rt, c.tensor('input'), c.int('dim'), c.int('index'))),
  ),
  ...onTensor(op('expand_as(self, other)', (c) => expand(c.rt, c.tensor('self'), c.tensor('other').shape))),
  ...both(op('broadcast_to(input, size)', (c) => expand(c.rt, c.tensor('input'), c.shape('size')))),
  ...onTensor(
    op('unfold(self, dimension, size, step)', (c) => {
      const input = c.tensor('self');
      const axis = normalizeAxis(c.int('dimension'), input.shape.length);
      const shape = windowed(input.shape, axis, c.int('size'), c.int('step'));
      const own = input.stridesOrDefault();
      const strides = [
        ...own.map((stride, i) => (i === axis ? stride * c.int('step') : stride)),
        own[axis] ?? 1,
      ];
      return emitView(c.rt, 'unfold', input, shape, strides);
    }),
  ),
  ...both(
    op('diagonal(input, offset=0, dim1=0, dim2=1)', (c) => {
      const input = c.tensor('input');
      const rank = input.shape.length;
      const [rows, columns] = [normalizeAxis(c.int('dim1'), rank), normalizeAxis(c.int('dim2'), rank)];
      const offset = c.int('offset');
      const own = input.stridesOrDefault();
      const [down, right] = [sizeAt(own, rows), sizeAt(own, columns)];
      const strides = [...own.filter((_, axis) => axis !== rows && axis !== columns), down + right];
      const start = offset >= 0 ? offset * right : -offset * down;
      const shape = diagonalShape(input.shape, offset, rows, columns);
      return emitView(c.rt, 'diagonal', input, shape, strides, input.offset + start);
    }),
  ),
  ...both(op('detach(input)', (c) => detach(c.rt, c.tensor('input')))),
  ...onTensor(
    op('contiguous(self, memory_format=None)', (c) =>
      inFormat(c.rt, c.tensor('self'), formatAsked(c.rt, c.args.value('memory_format')) ?? PLAIN_ORDER),
    ),
  ),
  ...both(
    op('clone(input, *, memory_format=None)', (c) => {
      const copy = clone(c.rt, c.tensor('input'));
      const asked = formatAsked(c.rt, c.args.value('memory_format'));
      if (asked !== null) copy.memoryFormat = formatIn(c.rt, c.tensor('input'), asked);
      return copy;
    }),
  ),
  ...both(
    op('as_strided(input, size, stride, storage_offset=None)', (c) =>
      emitView(
        c.rt,
        'as_strided',
        c.tensor('input'),
        c.shape('size'),
        c.shape('stride'),
        c.intOrNone('storage_offset') ?? 0,
      ),
    ),
  ),
  ...both(
    op('atleast_1d(input)', (c) => {
      const input = c.tensor('input');
      return input.shape.length > 0 ? input : view(c.rt, input, [1]);
    }),
  ),
];

/** Those that take their sizes one by one as methods and as a sequence as functions. */
export const VARIADIC_VIEW_OPS: readonly OpEntry[] = [
  ...onTensor(
    op('reshape(self, *shape, **kwargs)', (c) => reshape(c.rt, c.tensor('self'), variadic(c, 'shape'))),
  ),
  ...onTensor(
    op('permute(self, *dims, **kwargs)', (c) => permute(c.rt, c.tensor('self'), variadic(c, 'dims'))),
  ),
  ...onTensor(
    op('expand(self, *size, **kwargs)', (c) => expand(c.rt, c.tensor('self'), variadic(c, 'size'))),
  ),
];

/** `x.permute(0, 2, 1)`, `x.permute((0, 2, 1))` and `x.permute(dims=(0, 2, 1))`. */
export function variadic(call: OpCall, name: string): Shape {
  const keyword = call.args.extra.get(name);
  return keyword === undefined ? call.sizes(name) : call.shapeOf(name, keyword);
}

export function broadcastTensors(rt: Runtime, tensors: readonly TorchTensor[]): TorchTensor[] {
  let shape: Shape = [];
  for (const tensor of tensors) shape = broadcast(shape, tensor.shape);
  return tensors.map((tensor) => expand(rt, tensor, shape));
}
