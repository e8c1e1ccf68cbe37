/** Functions that rearrange, join and cut arrays. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, settled, type Args } from '../../python/runtime/native.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyList, PySlice, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { joined, sizes } from '../../tensor/ndarray/methods.ts';
import { combined, jointType } from '../../tensor/ndarray/operators.ts';
import { insertionAxis } from '../../tensor/ops/reshape.ts';
import { broadcast, elementCount, normalizeAxis, ShapeError, type Shape } from '../../tensor/shape.ts';
import { argument, argumentList, fn, required, unboxed } from './arrays.ts';
import { OpenArray } from '../../tensor/ndarray/openArray.ts';

/** A function of one array whose result has another shape and the same type. */
function reshaping(
  signature: string,
  shape: (shape: Shape, rt: Runtime, args: Args) => Shape,
): NativeFunction {
  return fn(signature, (rt, args) => {
    const input = argument(rt, args, 'a');
    const result = shape(input.shape, rt, args);
    // Samples stay samples where the first axis keeps its size.
    return result[0] === input.shape[0] ? input.like(result) : new NdArray(result, input.dtype);
  });
}

function inserted(shape: Shape, axes: readonly number[]): Shape {
  const rank = shape.length + axes.length;
  const places = new Set(axes.map((axis) => insertionAxis(rank - 1, axis)));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (rest.shift() ?? 1)));
}

function expandDims(rt: Runtime, args: Args): Value {
  const given = args.value('a');
  if (given instanceof OpenArray) return openWithAxis(given, args.int('axis'));
  const input = argument(rt, args, 'a');
  const shape = inserted(input.shape, sizes(rt, args.value('axis')));
  return shape[0] === input.shape[0]
    ? input.like(shape, input.dtype, input.values)
    : new NdArray(shape, input.dtype, { values: input.values });
}

function openWithAxis(array: OpenArray, axis: number): Value {
  const at = insertionAxis(array.row.length + 1, axis);
  return at === 0 ? array.rows : new OpenArray(array.dtype, inserted(array.row, [at - 1]), array.rows);
}

function stacked(arrays: readonly NdArray[], axis: number): NdArray {
  const first = arrays[0];
  if (first === undefined) throw new ShapeError('need at least one array to stack');
  if (arrays.some(({ shape }) => shape.join() !== first.shape.join())) {
    throw new ShapeError('all input arrays must have the same shape');
  }
  const at = insertionAxis(first.shape.length, axis);
  const known = arrays.flatMap(({ values }) => (values === null ? [] : [values]));
  const values = at === 0 && known.length === arrays.length ? known.flat() : null;
  return first.like(
    [...first.shape.slice(0, at), arrays.length, ...first.shape.slice(at)],
    first.dtype,
    values,
  );
}

/** Concatenation of arrays of at least `rank` axes (`vstack` 2 along 0, `dstack` 3 along 2). */
function stacking(name: string, rank: number, axis: number): NativeFunction {
  return fn(`${name}(tup, *, dtype=None, casting='same_kind')`, (rt, args) => {
    const arrays = argumentList(rt, args, 'tup').map((array) => widened(array, rank, name));
    const isFlat = name === 'hstack' && arrays.every(({ shape }) => shape.length === 1);
    return joined(arrays, isFlat ? 0 : axis);
  });
}

function widened(array: NdArray, rank: number, name: string): NdArray {
  const { shape } = array;
  if (shape.length >= rank) return array;
  // Columns stand upright, rows lie down.
  if (name === 'column_stack') return array.like([shape[0] ?? 1, 1]);
  if (name === 'dstack') return array.like([1, shape[0] ?? 1, 1].slice(0, 3));
  return array.like([...new Array<number>(rank - shape.length).fill(1), ...shape]);
}

/** Parts of one array: as many equal ones, or between the indices given. */
/** Stretches of the rows of a table, which stay tables; null: it is none, or they are counted. */
function tableParts(rt: Runtime, args: Args): Value {
  const [table, given] = [args.value('a'), args.value('indices_or_sections')];
  const isTable = table instanceof HostObject && rt.findAttribute(table, 'iloc') !== undefined;
  if (!isTable || given === null || asInteger(settled(given)) !== undefined) return null;
  const stops = rt.elements(given);
  if (stops instanceof Unknown) return stops;
  const starts = [0, ...stops];
  return new PyList(starts.map((start, i) => rt.getItem(table, new PySlice(start, stops[i] ?? null, null))));
}

function parts(rt: Runtime, args: Args, mayDiffer: boolean, fixedAxis: number | null): Value {
  const tables = tableParts(rt, args);
  if (tables !== null) return tables;
  const input = argument(rt, args, 'a');
  const axis = normalizeAxis(fixedAxis ?? args.int('axis'), input.shape.length);
  const extent = input.shape[axis] ?? 0;
  const given = args.known('indices_or_sections');
  const count = asInteger(given);
  const lengths: number[] = [];
  if (count !== undefined) {
    if (!mayDiffer && extent % count !== 0) {
      throw rt.error('ValueError', 'array split does not result in an equal division');
    }
    for (let i = 0; i < count; i++) lengths.push(Math.floor(extent / count) + Number(i < extent % count));
  } else {
    let start = 0;
    for (const stop of [...sizes(rt, given), extent]) {
      const end = Math.min(stop < 0 ? stop + extent : stop, extent);
      lengths.push(Math.max(0, end - start));
      start = end;
    }
  }
  const { values } = input;
  const rowSize = elementCount(input.shape.slice(1));
  let start = 0;
  return new PyList(
    lengths.map((length) => {
      const from = start * rowSize;
      start += length;
      const own = axis === 0 && values !== null ? values.slice(from, start * rowSize) : null;
      return input.like(
        input.shape.map((size, i) => (i === axis ? length : size)),
        input.dtype,
        own,
      );
    }),
  );
}

function padded(shape: Shape, rt: Runtime, args: Args): Shape {
  const given = args.known('pad_width');
  const single = asInteger(given);
  if (single !== undefined) return shape.map((size) => size + 2 * single);
  const rows = rt.elements(given);
  if (rows instanceof Unknown) throw new UnknownInput(rows);
  const pairs = rows.map((row) => sizes(rt, row));
  const isOnePair = pairs.every((pair) => pair.length === 1);
  const flat = pairs.flat();
  return shape.map((size, axis) => {
    const [before = 0, after = before] = isOnePair ? flat : (pairs[pairs.length === 1 ? 0 : axis] ?? [0, 0]);
    return size + before + after;
  });
}

function tiled(shape: Shape, times: Shape): Shape {
  const rank = Math.max(shape.length, times.length);
  const at = (list: Shape, axis: number): number => list[axis - (rank - list.length)] ?? 1;
  return Array.from({ length: rank }, (_, axis) => at(shape, axis) * at(times, axis));
}

/** The positions of what is not zero, an array per axis, where the values are known. */
function nonzero(rt: Runtime, condition: NdArray): Value {
  const { values, shape } = condition;
  if (values === null) return rt.unknown('how many elements fulfil a condition depends on the data');
  const found = [...values.keys()].filter((at) => values[at] !== 0);
  const positions = shape.map((size, axis) => {
    const step = elementCount(shape.slice(axis + 1));
    const along = found.map((at) => Math.floor(at / step) % size);
    return new NdArray([found.length], 'int64', { values: along });
  });
  return new PyTuple(positions);
}

function chosen(rt: Runtime, args: Args): Value {
  if (!args.given('x')) return nonzero(rt, argument(rt, args, 'condition'));
  const [x, y] = [argument(rt, args, 'x'), argument(rt, args, 'y')];
  const condition = argument(rt, args, 'condition');
  const shape = broadcast(condition.shape, broadcast(x.shape, y.shape));
  return unboxed(rt, new NdArray(shape, jointType(x, y), { origin: condition.origin ?? x.origin }));
}

function taken(rt: Runtime, args: Args): Value {
  const input = argument(rt, args, 'a');
  const index = argument(rt, args, 'indices');
  if (args.known('axis') === null) return unboxed(rt, new NdArray(index.shape, input.dtype));
  const axis = normalizeAxis(args.int('axis'), input.shape.length);
  const shape = [...input.shape.slice(0, axis), ...index.shape, ...input.shape.slice(axis + 1)];
  return unboxed(rt, new NdArray(shape, input.dtype));
}

function repeated(rt: Runtime, args: Args): Value {
  const input = argument(rt, args, 'a');
  return rt.call(rt.getAttribute(input, 'repeat'), [args.value('repeats'), args.value('axis')]);
}

const sameShapes = ['flip', 'fliplr', 'flipud', 'roll', 'sort', 'tril', 'triu', 'fftshift', 'cumprod'];

export const shapingFunctions: readonly NativeFunction[] = [
  fn('expand_dims(a, axis)', expandDims),
  reshaping('broadcast_to(a, shape, subok=False)', (shape, rt, args) =>
    broadcast(shape, sizes(rt, args.value('shape'))),
  ),
  reshaping('tile(a, reps)', (shape, rt, args) => tiled(shape, sizes(rt, args.value('reps')))),
  reshaping("pad(a, pad_width, mode='constant', **options)", padded),
  reshaping('rot90(a, k=1, axes=(0, 1))', (shape, rt, args) => {
    if (args.int('k') % 2 === 0) return shape;
    const [from = 0, to = 1] = sizes(rt, args.value('axes')).map((axis) => normalizeAxis(axis, shape.length));
    return shape.map((size, axis) =>
      axis === from ? (shape[to] ?? size) : axis === to ? (shape[from] ?? size) : size,
    );
  }),
  reshaping('diff(a, n=1, axis=-1, prepend=None, append=None)', (shape, _rt, args) => {
    const axis = normalizeAxis(args.int('axis'), shape.length);
    return shape.map((size, i) => (i === axis ? Math.max(0, size - args.int('n')) : size));
  }),
  reshaping('diag(a, k=0)', (shape, _rt, args) => {
    const [rows = 0, columns] = shape;
    if (columns === undefined) return [rows + Math.abs(args.int('k')), rows + Math.abs(args.int('k'))];
    const k = args.int('k');
    return [Math.max(0, k >= 0 ? Math.min(rows, columns - k) : Math.min(rows + k, columns))];
  }),
  ...sameShapes.map((name) => reshaping(`${name}(a, *args, **options)`, (shape) => shape)),
  ...['argsort', 'argpartition'].map((name) =>
    fn(`${name}(a, *args, **options)`, (rt, args) => new NdArray(argument(rt, args, 'a').shape, 'int64')),
  ),
  ...[1, 2, 3].map((rank) =>
    fn(`atleast_${rank}d(a)`, (rt, args) => {
      const input = argument(rt, args, 'a');
      const { shape } = input;
      const missing = Math.max(0, rank - shape.length);
      // The third axis comes behind the others.
      const behind = rank === 3 && missing > 0 ? 1 : 0;
      const ones = (count: number): readonly number[] => new Array<number>(count).fill(1);
      return input.like([...ones(missing - behind), ...shape, ...ones(behind)], input.dtype, input.values);
    }),
  ),
  fn("concatenate(arrays, axis=0, out=None, *, dtype=None, casting='same_kind')", (rt, args) => {
    const arrays = argumentList(rt, args, 'arrays');
    if (args.known('axis') !== null) return joined(arrays, args.int('axis'));
    const count = arrays.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    return new NdArray([count], arrays[0]?.dtype ?? 'float64');
  }),
  fn('stack(arrays, axis=0, out=None, *, dtype=None)', (rt, args) =>
    stacked(argumentList(rt, args, 'arrays'), args.int('axis')),
  ),
  stacking('vstack', 2, 0),
  stacking('row_stack', 2, 0),
  stacking('hstack', 1, 1),
  stacking('column_stack', 2, 1),
  stacking('dstack', 3, 2),
  fn('append(arr, values, axis=None)', (rt, args) => {
    const [input, values] = [argument(rt, args, 'arr'), argument(rt, args, 'values')];
    if (args.known('axis') !== null) return joined([input, values], args.int('axis'));
    const count = elementCount(input.shape) + elementCount(values.shape);
    return new NdArray([count], jointType(input, values));
  }),
  fn('split(a, indices_or_sections, axis=0)', (rt, args) => parts(rt, args, false, null)),
  fn('array_split(a, indices_or_sections, axis=0)', (rt, args) => parts(rt, args, true, null)),
  fn('vsplit(a, indices_or_sections)', (rt, args) => parts(rt, args, false, 0)),
  fn('hsplit(a, indices_or_sections)', (rt, args) => parts(rt, args, false, 1)),
  fn('where(condition, x=None, y=None)', chosen),
  fn('take(a, indices, axis=None)', taken),
  fn('repeat(a, repeats, axis=None)', repeated),
  fn('outer(a, b)', (rt, args) => {
    const [a, b] = [argument(rt, args, 'a'), argument(rt, args, 'b')];
    const column = new NdArray([elementCount(a.shape), 1], a.dtype, { values: a.values });
    const row = new NdArray([1, elementCount(b.shape)], b.dtype, { values: b.values });
    return combined(column, row, jointType(a, b), (x, y) => x * y);
  }),
  ...[
    'nonzero',
    'argwhere',
    'flatnonzero',
    'intersect1d',
    'union1d',
    'setdiff1d',
    'histogram',
    'bincount',
  ].map((name) =>
    fn(`${name}(*args, **options)`, (rt) =>
      rt.unknown(`how long the result of ${name} is depends on the data`),
    ),
  ),
  fn('shape(a)', (rt, args) => new PyTuple(argument(rt, args, 'a').shape)),
  fn('ndim(a)', (rt, args) => argument(rt, args, 'a').shape.length),
  fn('size(a, axis=None)', (rt, args) => {
    const { shape } = argument(rt, args, 'a');
    return args.known('axis') === null ? elementCount(shape) : (shape[args.int('axis')] ?? 1);
  }),
  fn('delete(arr, obj, axis=None)', (rt, args) => {
    const input = argument(rt, args, 'arr');
    const removed = args.known('obj') instanceof PySlice ? null : required(rt, args.value('obj'));
    if (removed === null || args.known('axis') === null) {
      return rt.unknown('how many elements are deleted depends on the data');
    }
    const axis = normalizeAxis(args.int('axis'), input.shape.length);
    const count = Math.max(1, elementCount(removed.shape));
    return input.like(input.shape.map((size, i) => (i === axis ? size - count : size)));
  }),
  ...['allclose', 'array_equal', 'array_equiv'].map((name) =>
    fn(`${name}(a, b, *args, **options)`, (rt) => rt.unknown('whether arrays are equal depends on the data')),
  ),
  fn('einsum(subscripts, *operands, **options)', (rt, args) => {
    const [inputs = '', output] = args.string('subscripts').replace(/\s/g, '').split('->');
    if (output === undefined || output.includes('.')) return rt.unknown('an einsum without a written result');
    const extents = new Map<string, number>();
    for (const [i, labels] of inputs.split(',').entries()) {
      const { shape } = required(rt, settled(args.rest[i] ?? null));
      for (const [axis, label] of labels.split('').entries()) extents.set(label, shape[axis] ?? 1);
    }
    return unboxed(
      rt,
      new NdArray(
        output.split('').map((label) => extents.get(label) ?? 1),
        'float64',
      ),
    );
  }),
];
