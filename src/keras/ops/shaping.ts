/** Operations that move, cut and join without computing. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, isSequence, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyList, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { checkSections, concatenated, sizesAtIndices, stacked } from '../../tensor/ops/joining.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { embedding } from '../../tensor/ops/embedding.ts';
import { gather } from '../../tensor/ops/ordering.ts';
import {
  copyResult,
  expanded,
  flattened,
  inOrder,
  insertionAxis,
  movedOrder,
  permutedOrder,
  reshaped,
  squeezedAxes,
  transposedOrder,
} from '../../tensor/ops/reshape.ts';
import { normalizeAxis, ShapeError, type Shape } from '../../tensor/shape.ts';
import { selectItems, type IndexArray } from '../../tensor/subscript.ts';
import { joinedType, op, query, type OpCall, toTensor } from '../opCall.ts';
import { fixedShape } from '../openAxes.ts';
import { emit, emitAll, emitView } from '../record.ts';
import { stateOf } from '../state.ts';
import { stated } from '../statedShape.ts';
import { KerasTensor, shapeValue, Tensor } from '../tensor.ts';

/** Another shape of the same elements; they lie in memory as before. */
export function reshape(rt: Runtime, x: Tensor, shape: Shape): Tensor {
  const target = fixedShape(stateOf(rt).fill, x.shape, shape) ?? reshaped(x.shape, shape);
  return emitView(rt, 'view', x, target, x.values);
}

/** Axes in another order: as a kernel of its own, since the next one wants its input contiguous. */
export function permute(rt: Runtime, x: Tensor, order: readonly number[]): Tensor {
  return emitView(rt, 'permute', x, inOrder(x.shape, order));
}

function copied(rt: Runtime, name: string, inputs: readonly Tensor[], shape: Shape): Tensor {
  const dtype = joinedType(inputs);
  return emit(rt, name, copyResult(inputs, [{ shape, dtype }]), inputs, dtype);
}

export function concatenate(rt: Runtime, tensors: readonly Tensor[], axis: number): Tensor {
  const shape = concatenated(
    tensors.map((tensor) => tensor.shape),
    axis,
  );
  const values = axis === 0 && tensors.every((tensor) => tensor.values !== null && tensor.shape.length === 1);
  const dtype = joinedType(tensors);
  return emit(rt, 'cat', copyResult(tensors, [{ shape, dtype }]), tensors, dtype, {
    values: values ? tensors.flatMap((tensor) => tensor.values ?? []) : null,
  });
}

export function stack(rt: Runtime, tensors: readonly Tensor[], axis: number): Tensor {
  const shape = stacked(
    tensors.map((tensor) => tensor.shape),
    axis,
  );
  return copied(rt, 'stack', tensors, shape);
}

/** Pieces along an axis. */
export function split(rt: Runtime, x: Tensor, sizes: readonly number[], axis: number): Tensor[] {
  const at = normalizeAxis(axis, x.shape.length);
  const shapes = sizes.map((size) => x.shape.map((extent, i) => (i === at ? size : extent)));
  const outputs = shapes.map((shape) => ({ shape, dtype: x.dtype }));
  return emitAll(
    rt,
    'split',
    copyResult([x], outputs),
    [x],
    outputs.map(({ dtype }) => dtype),
  );
}

/** `x[key]`. */
export function slice(rt: Runtime, x: Tensor, key: Value): Value {
  const asArray = (value: Value): IndexArray | undefined => {
    const isArray = value instanceof Tensor || value instanceof NdArray || value instanceof PyList;
    const index = isArray ? toTensor(rt, value) : undefined;
    return index && { shape: index.shape, isMask: index.dtype === 'bool', value: index.values?.[0] ?? null };
  };
  const { shape, view } = selectItems(rt, x.shape, key, asArray);
  const position = asInteger(key);
  if (position !== undefined && x.values !== null && x.shape.length === 1) {
    const value = x.values.at(position);
    return new Tensor([], x.dtype, { values: value === undefined ? null : [value] });
  }
  if (view !== null) return emitView(rt, 'slice', x, shape);
  return emit(
    rt,
    'index',
    copyResult([{ shape, dtype: x.dtype }], [{ shape, dtype: x.dtype }]),
    [x],
    x.dtype,
  );
}

/** Rows picked along an axis by indices of any shape. */
export function take(rt: Runtime, x: Tensor, indices: Tensor, axis: number | null): Tensor {
  const source = axis === null ? [x.elements] : x.shape;
  const at = normalizeAxis(axis ?? 0, source.length);
  const shape = [...source.slice(0, at), ...indices.shape, ...source.slice(at + 1)];
  if (x.variable !== null && x.shape.length === 2 && at === 0) {
    return emit(rt, 'embedding', embedding(indices, x), [indices, x], x.dtype);
  }
  const output = { shape, dtype: x.dtype };
  return emit(rt, 'index_select', copyResult([output, indices], [output]), [x, indices], x.dtype);
}

/** `padding` gives what is added before and after each axis. */
export function pad(rt: Runtime, x: Tensor, padding: readonly Shape[]): Tensor {
  if (padding.length !== x.shape.length) {
    throw new ShapeError(
      `pad width needs a pair for each of the ${x.shape.length} axes, got ${padding.length}`,
    );
  }
  const shape = x.shape.map((size, axis) => {
    const [before = 0, after = before] = padding[axis] ?? [];
    return size + before + after;
  });
  return copied(rt, 'constant_pad_nd', [x], shape);
}

export function broadcastTo(rt: Runtime, x: Tensor, shape: Shape): Tensor {
  return emitView(rt, 'expand', x, expanded(x.shape, shape));
}

export function tile(rt: Runtime, x: Tensor, times: readonly number[]): Tensor {
  const rank = Math.max(times.length, x.shape.length);
  const at = (values: readonly number[], axis: number): number => values[axis - (rank - values.length)] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => at(x.shape, axis) * at(times, axis));
  return copied(rt, 'repeat', [x], shape);
}

export function repeat(rt: Runtime, x: Tensor, times: number, axis: number): Tensor {
  const at = normalizeAxis(axis, x.shape.length);
  return copied(
    rt,
    'repeat_interleave',
    [x],
    x.shape.map((size, i) => (i === at ? size * times : size)),
  );
}

export function expandDims(rt: Runtime, x: Tensor, axis: number): Tensor {
  const at = insertionAxis(x.shape.length, axis);
  return emitView(rt, 'unsqueeze', x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)], x.values);
}

/** `indices_or_sections` of `split`: a number of equal parts, or where to cut. */
function splitSizes(call: OpCall, extent: number, value: Value): readonly number[] {
  const sections = asInteger(settled(value));
  if (sections === undefined) return sizesAtIndices(extent, call.shapeOf('indices_or_sections', value));
  if (extent % sections !== 0) {
    throw new ShapeError(`cannot split an axis of ${extent} into ${sections} equal parts`);
  }
  return new Array<number>(sections).fill(extent / sections);
}

function pairs(call: OpCall, name: string): Shape[] {
  const known = call.args.known(name);
  if (known instanceof Tensor) {
    const { values } = known;
    if (values === null) throw new UnknownInput(call.rt.unknown('a padding that depends on the data'));
    return known.shape[0] === undefined
      ? []
      : Array.from({ length: known.shape[0] }, (_, i) => values.slice(2 * i, 2 * i + 2));
  }
  const rows = call.args.elements(name);
  return rows.map((row) => call.shapeOf(name, row));
}

/** A shape as Python numbers: the axes of a tensor, open ones as None. */
function shapeOf(call: OpCall, name: string): Value {
  const value = call.args.value(name);
  if (value instanceof Unknown) throw new UnknownInput(value);
  const { shape } = value instanceof KerasTensor ? value : call.tensor(name);
  return shapeValue(call.rt, shape);
}

export const SHAPING: readonly NativeFunction[] = [
  op('reshape(x, newshape)', (call) => {
    const given = call.args.value('x');
    const known = given instanceof Unknown ? stated(call.rt, given, call.args.value('newshape')) : null;
    return known instanceof Tensor ? known : reshape(call.rt, call.tensor('x'), call.shape('newshape'));
  }),
  op('transpose(x, axes=None, **kwargs)', (call) => {
    const x = call.tensor('x');
    const axes = call.axes('axes') ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
    return permute(call.rt, x, permutedOrder(x.shape.length, axes));
  }),
  op('swapaxes(x, axis1, axis2)', (call) => {
    const x = call.tensor('x');
    return permute(call.rt, x, transposedOrder(x.shape.length, call.int('axis1'), call.int('axis2')));
  }),
  op('moveaxis(x, source, destination)', (call) => {
    const x = call.tensor('x');
    return permute(call.rt, x, movedOrder(x.shape.length, call.shape('source'), call.shape('destination')));
  }),
  op('expand_dims(x, axis)', (call) =>
    call.shape('axis').reduce((x, axis) => expandDims(call.rt, x, axis), call.tensor('x')),
  ),
  op('squeeze(x, axis=None, **kwargs)', (call) => {
    const x = call.tensor('x');
    const axes = call.axes('axis');
    const wrong = axes?.find((axis) => x.shape[normalizeAxis(axis, x.shape.length)] !== 1);
    if (wrong !== undefined) {
      throw new ShapeError(`Cannot squeeze axis=${wrong}, because the dimension is not 1.`);
    }
    return emitView(call.rt, 'squeeze', x, inOrder(x.shape, squeezedAxes(x.shape, axes)), x.values);
  }),
  op('ravel(x)', (call) => reshape(call.rt, call.tensor('x'), [-1])),
  op('flatten(x)', (call) => {
    const x = call.tensor('x');
    return emitView(call.rt, 'view', x, flattened(x.shape, 0, -1));
  }),
  op('concatenate(xs, axis=0)', (call) => concatenate(call.rt, call.tensors('xs'), call.int('axis'))),
  op('hstack(xs)', (call) => {
    const tensors = call.tensors('xs');
    return concatenate(call.rt, tensors, (tensors[0]?.shape.length ?? 1) > 1 ? 1 : 0);
  }),
  op('vstack(xs)', (call) => concatenate(call.rt, call.tensors('xs'), 0)),
  op('stack(x, axis=0)', (call) => stack(call.rt, call.tensors('x'), call.int('axis'))),
  op('split(x, indices_or_sections, axis=0)', (call) => {
    const x = call.tensor('x');
    const axis = normalizeAxis(call.int('axis'), x.shape.length);
    const sizes = splitSizes(call, x.shape[axis] ?? 1, call.args.known('indices_or_sections'));
    return new PyList(split(call.rt, x, sizes, axis));
  }),
  op('split_sizes(value, num_or_size_splits, axis=0, num=None)', (call) => {
    const x = call.tensor('value');
    const axis = normalizeAxis(call.int('axis'), x.shape.length);
    const extent = x.shape[axis] ?? 1;
    const given = call.args.known('num_or_size_splits');
    const count = asInteger(given);
    const sizes =
      count === undefined
        ? openSize(call.shapeOf('num_or_size_splits', given), extent)
        : splitSizes(call, extent, count);
    return new PyList(split(call.rt, x, checkSections(extent, sizes), axis));
  }),
  op('unstack(x, num=None, axis=0)', (call) => {
    const x = call.tensor('x');
    const at = normalizeAxis(call.int('axis'), x.shape.length);
    const count = x.shape[at] ?? 1;
    const pieces = split(call.rt, x, new Array<number>(count).fill(1), at);
    const shape = x.shape.filter((_, axis) => axis !== at);
    return new PyList(pieces.map((piece) => emitView(call.rt, 'squeeze', piece, shape)));
  }),
  op('tile(x, repeats)', (call) => tile(call.rt, call.tensor('x'), call.shape('repeats'))),
  op('repeat(x, repeats, axis=None)', (call) => {
    const x = call.tensor('x');
    const axis = call.intOrNone('axis');
    const flat = axis === null ? reshape(call.rt, x, [-1]) : x;
    return repeat(call.rt, flat, call.int('repeats'), axis ?? 0);
  }),
  op("pad(x, pad_width, mode='constant', constant_values=None)", (call) => {
    const x = call.tensor('x');
    const given = pairs(call, 'pad_width');
    const widths = given.length === 1 ? x.shape.map(() => given[0] ?? []) : given;
    return pad(call.rt, x, widths);
  }),
  op('broadcast_to(x, shape)', (call) => broadcastTo(call.rt, call.tensor('x'), call.shape('shape'))),
  op('flip(x, axis=None)', (call) => copied(call.rt, 'flip', [call.tensor('x')], call.tensor('x').shape)),
  op('roll(x, shift, axis=None)', (call) =>
    copied(call.rt, 'roll', [call.tensor('x')], call.tensor('x').shape),
  ),
  op('tril(x, k=0)', (call) => copied(call.rt, 'tril', [call.tensor('x')], call.tensor('x').shape)),
  op('triu(x, k=0)', (call) => copied(call.rt, 'triu', [call.tensor('x')], call.tensor('x').shape)),
  op('band_part(x, num_lower=0, num_upper=0, **kwargs)', (call) =>
    copied(call.rt, 'tril', [call.tensor('x')], call.tensor('x').shape),
  ),
  op('diag(x, k=0)', (call) => {
    const x = call.tensor('x');
    const n = (x.shape[0] ?? 1) + Math.abs(call.int('k'));
    return copied(call.rt, 'diag', [x], x.shape.length === 1 ? [n, n] : [Math.min(...x.shape)]);
  }),
  op('take(x, indices, axis=None)', (call) =>
    take(call.rt, call.tensor('x'), call.tensor('indices'), call.intOrNone('axis')),
  ),
  op('take_along_axis(x, indices, axis=None)', (call) => {
    const [x, indices] = [call.tensor('x'), call.tensor('indices')];
    return emit(call.rt, 'gather', gather(x, call.int('axis'), indices), [x, indices], x.dtype);
  }),
  op('gather(params, indices, validate_indices=None, axis=0, batch_dims=0, name=None)', (call) => {
    const [x, indices, batch] = [call.tensor('params'), call.tensor('indices'), call.int('batch_dims')];
    const axis = Math.max(call.int('axis'), batch);
    if (batch === 0) return take(call.rt, x, indices, axis);
    const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batch), ...x.shape.slice(axis + 1)];
    const output = { shape, dtype: x.dtype };
    return emit(call.rt, 'gather', copyResult([output, indices], [output]), [x, indices], x.dtype);
  }),
  op('slice(inputs, start_indices, shape)', (call) => {
    const x = call.tensor('inputs');
    // A start that depends on the data is taken to leave room for the size.
    const given = call.args.value('start_indices');
    const starts = isSequence(given) ? given.items.map((item) => asInteger(item) ?? 0) : [];
    const shape = call.shape('shape').map((size, axis) => {
      const room = (x.shape[axis] ?? 1) - (starts[axis] ?? 0);
      // While shapes are inferred, sizes stand for open axes.
      if (size > room && stateOf(call.rt).fill === null) {
        throw new ShapeError(`slice: ${size} elements of an axis that has ${room}`);
      }
      return size === -1 ? room : size;
    });
    return emitView(call.rt, 'slice', x, shape);
  }),
  op('slice_update(inputs, start_indices, updates)', (call) =>
    copied(
      call.rt,
      'slice_scatter',
      [call.tensor('inputs'), call.tensor('updates')],
      call.tensor('inputs').shape,
    ),
  ),
  op('scatter_update(inputs, indices, updates)', (call) =>
    copied(
      call.rt,
      'index_put',
      [call.tensor('inputs'), call.tensor('updates')],
      call.tensor('inputs').shape,
    ),
  ),
  op('scatter(indices, values, shape)', (call) =>
    copied(call.rt, 'scatter', [call.tensor('values')], call.shape('shape')),
  ),
  op('one_hot(x, num_classes, axis=-1, dtype=None, **kwargs)', (call) => {
    const x = call.tensor('x');
    const shape = [...x.shape, call.int('num_classes')];
    const dtype = call.dtypeOrNone() ?? 'float32';
    const result = { ...elementwise('eq', [{ shape, dtype }]), kind: 'copy' as const };
    return emit(call.rt, 'one_hot', result, [x], dtype, { detached: true });
  }),
  op('identity(x)', (call) => call.tensor('x')),
  op('copy(x)', (call) => call.tensor('x')),
  query('shape(x, **kwargs)', (call) => shapeOf(call, 'x')),
  query('size(x, **kwargs)', (call) => call.tensor('x').elements),
  query('ndim(x)', (call) => {
    const value = call.args.value('x');
    return value instanceof KerasTensor ? value.shape.length : call.tensor('x').shape.length;
  }),
  op('meshgrid(*x, **kwargs)', (call) => {
    const tensors = call.args.rest.map((item) => call.asTensor('x', item));
    const shape = tensors.map((tensor) => tensor.elements);
    const indexing = call.args.extra.get('indexing') ?? 'xy';
    const grid = indexing === 'ij' ? shape : [...shape.slice(0, 2).toReversed(), ...shape.slice(2)];
    return new PyList(tensors.map((tensor) => copied(call.rt, 'expand', [tensor], grid)));
  }),
];

function openSize(sizes: readonly number[], extent: number): readonly number[] {
  const known = sizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return sizes.map((size) => (size === -1 ? extent - known : size));
}
