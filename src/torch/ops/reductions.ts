/** Sums, means, extrema and cumulative operations. */
import type { Runtime } from '../../python/runtime/api.ts';
import { settled } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { DType } from '../../tensor/dtype.ts';
import { reducedShape, reduction, scan } from '../../tensor/ops/reduction.ts';
import { categoryOf, floatResult } from '../../tensor/promotion.ts';
import { elementCount, normalizeAxes, normalizeAxis, ShapeError } from '../../tensor/shape.ts';
import { namedResults, op, type OpCall, toOperand } from '../call.ts';
import { emit, emitAll } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { stored } from './concrete.ts';
import { both, everywhere, onTensor, within, type OpEntry } from './entry.ts';

type Axes = readonly number[] | null;
type Fold = (values: readonly number[]) => number;

/** Sums of integers and booleans are int64. */
function sumType(input: TorchTensor, requested: DType | null): DType {
  if (requested !== null) return requested;
  const category = categoryOf(input.dtype);
  return category === 'bool' || category === 'integer' ? 'int64' : input.dtype;
}

interface ReduceOptions {
  readonly dtype?: DType;
  readonly perElement?: number;
  readonly transcendentalPerElement?: number;
  readonly fold?: Fold;
  readonly needsElements?: boolean;
}

/** An empty list of axes means all of them, as PyTorch has it. */
export function reduce(
  rt: Runtime,
  name: string,
  input: TorchTensor,
  axes: Axes,
  keepdim: boolean,
  options: ReduceOptions = {},
): TorchTensor {
  const dtype = options.dtype ?? input.dtype;
  const used = axes?.length === 0 ? null : axes;
  const { fold, ...costs } = options;
  const result = reduction(input, { ...costs, axes: used, keepdim, dtype });
  return emit(rt, name, result, [input], dtype, {
    ...(fold && { values: () => foldValues(input, used, dtype, fold) }),
  });
}

function foldValues(input: TorchTensor, axes: Axes, dtype: DType, fold: Fold): readonly number[] | null {
  const values = input.values();
  if (values === null) return null;
  const reduced = axes === null ? null : normalizeAxes(axes, input.shape.length);
  const groups = new Map<number, number[]>();
  values.forEach((value, i) => {
    let rest = i;
    let key = 0;
    let step = 1;
    for (let axis = input.shape.length - 1; axis >= 0; axis--) {
      const size = input.shape[axis] ?? 1;
      if (reduced !== null && !reduced.includes(axis)) {
        key += (rest % size) * step;
        step *= size;
      }
      rest = Math.floor(rest / size);
    }
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  });
  const count = elementCount(reducedShape(input.shape, reduced, false));
  return Array.from({ length: count }, (_, key) => stored(dtype, fold(groups.get(key) ?? [])));
}

const add: Fold = (values) => values.reduce((sum, value) => sum + value, 0);
const multiply: Fold = (values) => values.reduce((product, value) => product * value, 1);
const greatest: Fold = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
const least: Fold = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);

export function sum(
  rt: Runtime,
  input: TorchTensor,
  axes: Axes,
  keepdim = false,
  dtype: DType | null = null,
): TorchTensor {
  return reduce(rt, 'sum', input, axes, keepdim, { dtype: sumType(input, dtype), fold: add });
}

export function mean(
  rt: Runtime,
  input: TorchTensor,
  axes: Axes,
  keepdim = false,
  dtype: DType | null = null,
): TorchTensor {
  const type = dtype ?? input.dtype;
  if (categoryOf(type) === 'integer' || categoryOf(type) === 'bool') {
    throw new ShapeError(
      'mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype.',
    );
  }
  return reduce(rt, 'mean', input, axes, keepdim, {
    dtype: type,
    fold: (values) => add(values) / values.length,
  });
}

/** `max()` of all, `max(dim)` with positions, `max(other)` element by element. */
function extremum(name: 'max' | 'min', fold: Fold): OpEntry[] {
  return both(
    op(`${name}(input, dim=None, keepdim=False, *, other=None, out=None)`, (call) => {
      const input = call.tensor('input');
      const dim = settled(call.args.value('dim'));
      const other = call.args.given('other') ? toOperand(call.args.value('other')) : undefined;
      const operand = dim instanceof TorchTensor ? dim : other;
      if (operand !== undefined) return binary(call.rt, `${name}imum`, input, operand);
      if (dim === null) {
        return reduce(call.rt, name, input, null, false, { fold, needsElements: true });
      }
      return withIndices(call, name, input, call.int('dim'), call.bool('keepdim'));
    }),
  );
}

function withIndices(call: OpCall, name: string, input: TorchTensor, dim: number, keepdim: boolean): Value {
  const result = reduction(input, {
    axes: [dim],
    keepdim,
    dtype: input.dtype,
    withIndices: true,
    needsElements: true,
  });
  const [values, indices] = emitAll(call.rt, name, result, [input], [input.dtype, 'int64']);
  return values === undefined || indices === undefined ? null : namedResults({ values, indices });
}

/** Reductions over axes that may be given or not, with a float or unchanged type. */
function plain(
  name: string,
  parameters: string,
  options: (input: TorchTensor, call: OpCall) => ReduceOptions,
): OpEntry[] {
  return both(
    op(`${name}(input, ${parameters})`, (call) => {
      const input = call.tensor('input');
      return reduce(call.rt, name, input, call.axes('dim'), call.bool('keepdim'), options(input, call));
    }),
  );
}

/** A value and a position per entry of the other axes. */
function ranked(name: string, parameters: string): OpEntry[] {
  return both(
    op(`${name}(input, ${parameters})`, (call) => {
      const input = call.tensor('input');
      const dim = call.intOrNone('dim');
      if (dim === null) return reduce(call.rt, name, input, null, false);
      return withIndices(call, name, input, dim, call.bool('keepdim'));
    }),
  );
}

function moments(name: 'var_mean' | 'std_mean'): OpEntry[] {
  return both(
    op(`${name}(input, dim=None, unbiased=True, keepdim=False, *, correction=1)`, (call) => {
      const input = call.tensor('input');
      const axes = call.args.known('dim') === true ? null : call.axes('dim');
      const keepdim = call.bool('keepdim');
      const first = reduce(call.rt, name, input, axes, keepdim, { perElement: 3 });
      const second = reduce(call.rt, 'mean', input, axes, keepdim);
      return new PyTuple([first, second]);
    }),
  );
}

/** `norm(p)` over axes. */
export function norm(
  rt: Runtime,
  input: TorchTensor,
  axes: Axes,
  keepdim: boolean,
  dtype: DType | null = null,
): TorchTensor {
  return reduce(rt, 'norm', input, axes, keepdim, {
    dtype: dtype ?? floatResult(input.dtype),
    perElement: 2,
  });
}

function normCall(call: OpCall): Value {
  return norm(call.rt, call.tensor('input'), call.axes('dim'), call.bool('keepdim'), call.dtypeOrNone());
}

function cumulative(name: string, type: (input: TorchTensor, dtype: DType | null) => DType): OpEntry[] {
  return both(
    op(`${name}(input, dim, *, dtype=None, out=None)`, (call) => {
      const input = call.tensor('input');
      const axis = normalizeAxis(call.int('dim'), input.shape.length);
      const dtype = type(input, call.dtypeOrNone());
      return emit(call.rt, name, scan(input, dtype), [input], dtype, {
        values: () => (input.shape.length === 1 && axis === 0 ? running(input, name === 'cumprod') : null),
      });
    }),
  );
}

function running(input: TorchTensor, multiplies: boolean): readonly number[] | null {
  let total = multiplies ? 1 : 0;
  return input.values()?.map((value) => (total = multiplies ? total * value : total + value)) ?? null;
}

/** n times the difference of neighbours. */
function differences(values: readonly number[] | null, n: number): readonly number[] | null {
  let current = values;
  for (let i = 0; i < n; i++) {
    const before = current;
    current = before?.slice(1).map((value, k) => value - (before[k] ?? 0)) ?? null;
  }
  return current;
}

const floatType = (input: TorchTensor): ReduceOptions => ({ dtype: floatResult(input.dtype) });

export const REDUCTION_OPS: readonly OpEntry[] = [
  ...both(
    op('sum(input, dim=None, keepdim=False, *, dtype=None, axis=None, keepdims=None, out=None)', (c) =>
      sum(
        c.rt,
        c.tensor('input'),
        c.axes('dim') ?? c.axes('axis'),
        c.bool('keepdim') || c.bool('keepdims'),
        c.dtypeOrNone(),
      ),
    ),
  ),
  ...both(
    op('mean(input, dim=None, keepdim=False, *, dtype=None, axis=None, keepdims=None, out=None)', (c) =>
      mean(
        c.rt,
        c.tensor('input'),
        c.axes('dim') ?? c.axes('axis'),
        c.bool('keepdim') || c.bool('keepdims'),
        c.dtypeOrNone(),
      ),
    ),
  ),
  ...plain('nansum', 'dim=None, keepdim=False, *, dtype=None', (input, c) => ({
    dtype: sumType(input, c.dtypeOrNone()),
  })),
  ...plain('nanmean', 'dim=None, keepdim=False, *, dtype=None', () => ({})),
  ...plain('prod', 'dim=None, keepdim=False, *, dtype=None', (input, c) => ({
    dtype: sumType(input, c.dtypeOrNone()),
    fold: multiply,
  })),
  ...extremum('max', greatest),
  ...extremum('min', least),
  ...plain('amax', 'dim=None, keepdim=False, *, out=None', () => ({ fold: greatest })),
  ...plain('amin', 'dim=None, keepdim=False, *, out=None', () => ({ fold: least })),
  ...both(
    op('aminmax(input, *, dim=None, keepdim=False)', (c) => {
      const input = c.tensor('input');
      const [axes, keepdim] = [c.axes('dim'), c.bool('keepdim')];
      return namedResults({
        min: reduce(c.rt, 'aminmax', input, axes, keepdim, { fold: least }),
        max: reduce(c.rt, 'aminmax', input, axes, keepdim, { fold: greatest }),
      });
    }),
  ),
  ...plain('argmax', 'dim=None, keepdim=False', () => ({ dtype: 'int64' })),
  ...plain('argmin', 'dim=None, keepdim=False', () => ({ dtype: 'int64' })),
  ...plain('all', 'dim=None, keepdim=False', () => ({
    dtype: 'bool',
    fold: (v) => Number(v.every((x) => x !== 0)),
  })),
  ...plain('any', 'dim=None, keepdim=False', () => ({
    dtype: 'bool',
    fold: (v) => Number(v.some((x) => x !== 0)),
  })),
  ...plain('logsumexp', 'dim, keepdim=False', (input) => ({
    ...floatType(input),
    transcendentalPerElement: 1,
    perElement: 2,
  })),
  ...plain('count_nonzero', 'dim=None, keepdim=False', () => ({
    dtype: 'int64',
    fold: (v) => v.filter((x) => x !== 0).length,
  })),
  ...['std', 'var'].flatMap((name) =>
    both(
      op(`${name}(input, dim=None, unbiased=True, keepdim=False, *, correction=1, axis=None)`, (c) => {
        // `x.std(False)`: the flag stands where the axes do.
        const axes = typeof c.args.known('dim') === 'boolean' ? null : (c.axes('dim') ?? c.axes('axis'));
        return reduce(c.rt, name, c.tensor('input'), axes, c.bool('keepdim'), { perElement: 3 });
      }),
    ),
  ),
  ...moments('var_mean'),
  ...moments('std_mean'),
  ...ranked('median', 'dim=None, keepdim=False'),
  ...ranked('nanmedian', 'dim=None, keepdim=False'),
  ...ranked('mode', 'dim=-1, keepdim=False'),
  ...ranked('kthvalue', 'k, dim=-1, keepdim=False'),
  ...both(
    op('quantile(input, q, dim=None, keepdim=False, *, interpolation="linear")', (c) => {
      const input = c.tensor('input');
      const q = c.args.known('q');
      const reduced = reduce(c.rt, 'quantile', input, c.axes('dim'), c.bool('keepdim'), { perElement: 10 });
      if (!(q instanceof TorchTensor) || q.shape.length === 0) return reduced;
      const shape = [q.elements, ...reduced.shape];
      return new TorchTensor(shape, input.dtype, { device: input.device });
    }),
  ),
  ...both(op('norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None)', normCall)),
  ...within(
    ['linalg'],
    op('norm(input, ord=None, dim=None, keepdim=False, *, dtype=None, out=None)', normCall),
  ),
  ...within(
    ['linalg'],
    op('vector_norm(input, ord=2, dim=None, keepdim=False, *, dtype=None, out=None)', normCall),
  ),
  ...within(
    ['linalg'],
    op('matrix_norm(input, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None)', normCall),
  ),
  ...cumulative('cumsum', sumType),
  ...cumulative('cumprod', sumType),
  ...cumulative('logcumsumexp', (input) => input.dtype),
  ...['cummax', 'cummin'].flatMap((name) =>
    both(
      op(`${name}(input, dim)`, (c) => {
        const input = c.tensor('input');
        normalizeAxis(c.int('dim'), input.shape.length);
        const result = { ...scan(input, input.dtype), outputs: [input.shape, input.shape] };
        const [values, indices] = emitAll(c.rt, name, result, [input], [input.dtype, 'int64']);
        return values === undefined || indices === undefined ? null : namedResults({ values, indices });
      }),
    ),
  ),
  ...both(op('trace(input)', (c) => reduce(c.rt, 'trace', c.tensor('input'), null, false))),
  ...both(
    op('histc(input, bins=100, min=0, max=0)', (c) => {
      const input = c.tensor('input');
      const result = reduction(input, { axes: null, keepdim: false, dtype: input.dtype });
      return emit(c.rt, 'histc', { ...result, outputs: [[c.int('bins')]] }, [input], input.dtype);
    }),
  ),
  ...both(
    op('bincount(input, weights=None, minlength=0)', (c) => {
      c.tensor('input');
      return c.rt.unknown('how many bins bincount gives depends on the data');
    }),
  ),
  ...everywhere(
    op('diff(input, n=1, dim=-1, prepend=None, append=None)', (c) => {
      const input = c.tensor('input');
      const axis = normalizeAxis(c.int('dim'), input.shape.length);
      const shape = input.shape.map((size, i) => (i === axis ? Math.max(0, size - c.int('n')) : size));
      const result = reduction(input, { axes: null, keepdim: false, dtype: input.dtype });
      return emit(c.rt, 'diff', { ...result, outputs: [shape], kind: 'elementwise' }, [input], input.dtype, {
        values: () => (input.shape.length === 1 ? differences(input.values(), c.int('n')) : null),
      });
    }),
  ),
  ...onTensor(
    op('sum_to_size(self, *size)', (c) => {
      const input = c.tensor('self');
      const shape = c.sizes('size');
      const added = input.shape.length - shape.length;
      const axes = input.shape.flatMap((size, axis) =>
        axis < added || (shape[axis - added] === 1 && size !== 1) ? [axis] : [],
      );
      const reduced = reduce(c.rt, 'sum', input, axes.length === 0 ? [] : axes, true);
      return new TorchTensor(shape, reduced.dtype, {
        requiresGrad: reduced.requiresGrad,
        device: input.device,
      });
    }),
  ),
];
