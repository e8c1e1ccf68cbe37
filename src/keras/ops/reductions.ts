/** Operations that shrink or scan an axis. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, settled } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';
import type { NativeFunction } from '../../python/runtime/values.ts';
import { isFloating, type DType } from '../../tensor/dtype.ts';
import { reduction, scan } from '../../tensor/ops/reduction.ts';
import { sort, topk } from '../../tensor/ops/ordering.ts';
import { floatResult } from '../../tensor/promotion.ts';
import { op, type OpCall } from '../opCall.ts';
import { emit, emitAll } from '../record.ts';
import type { Tensor } from '../tensor.ts';

interface ReductionRule {
  readonly aten: string;
  readonly dtype: (input: DType) => DType;
  readonly perElement?: number;
  readonly transcendental?: number;
  readonly needsElements?: boolean;
}

const same = (dtype: DType): DType => dtype;
const summed = (dtype: DType): DType =>
  dtype === 'bool' || dtype === 'int8' || dtype === 'uint8' ? 'int32' : dtype;
const bool = (): DType => 'bool';
const index = (): DType => 'int32';
const floating = (dtype: DType): DType => floatResult(dtype);

const REDUCTIONS: Readonly<Record<string, ReductionRule>> = {
  sum: { aten: 'sum', dtype: summed },
  mean: { aten: 'mean', dtype: floating },
  nansum: { aten: 'sum', dtype: summed },
  nanmean: { aten: 'mean', dtype: floating },
  max: { aten: 'amax', dtype: same, needsElements: true },
  min: { aten: 'amin', dtype: same, needsElements: true },
  amax: { aten: 'amax', dtype: same, needsElements: true },
  amin: { aten: 'amin', dtype: same, needsElements: true },
  prod: { aten: 'prod', dtype: summed },
  var: { aten: 'var', dtype: floating, perElement: 3 },
  variance: { aten: 'var', dtype: floating, perElement: 3 },
  std: { aten: 'std', dtype: floating, perElement: 3 },
  median: { aten: 'median', dtype: floating, perElement: 3 },
  any: { aten: 'any', dtype: bool },
  all: { aten: 'all', dtype: bool },
  argmax: { aten: 'argmax', dtype: index, needsElements: true },
  argmin: { aten: 'argmin', dtype: index, needsElements: true },
  count_nonzero: { aten: 'count_nonzero', dtype: index },
  logsumexp: { aten: 'logsumexp', dtype: floating, perElement: 3, transcendental: 1 },
  euclidean_norm: { aten: 'norm', dtype: floating, perElement: 2 },
};

export function reduce(
  rt: Runtime,
  name: string,
  x: Tensor,
  axes: readonly number[] | null,
  keepdim: boolean,
): Tensor {
  const rule = REDUCTIONS[name] ?? { aten: name, dtype: same };
  const dtype = rule.dtype(x.dtype);
  const result = reduction(x, {
    axes,
    keepdim,
    dtype,
    perElement: rule.perElement ?? 1,
    transcendentalPerElement: rule.transcendental ?? 0,
    needsElements: rule.needsElements ?? false,
  });
  return emit(rt, rule.aten, result, [x], dtype, { detached: !isFloating(dtype) });
}

function keepdims(call: OpCall): boolean {
  return call.bool('keepdims');
}

const reductions = Object.keys(REDUCTIONS).map((name) =>
  op(`${name}(x, axis=None, keepdims=False, **kwargs)`, (call) =>
    reduce(call.rt, name, call.tensor('x'), call.axes('axis'), keepdims(call)),
  ),
);

const scans = ['cumsum', 'cumprod', 'cummax', 'cummin'].map((name) =>
  op(`${name}(x, axis=None, dtype=None, **kwargs)`, (call) => {
    const x = call.tensor('x');
    return emit(call.rt, name, scan(x, x.dtype), [x], x.dtype);
  }),
);

export const REDUCING: readonly NativeFunction[] = [
  ...reductions,
  ...scans,
  op('norm(x, ord=None, axis=None, keepdims=False)', (call) =>
    reduce(call.rt, 'euclidean_norm', call.tensor('x'), call.axes('axis'), keepdims(call)),
  ),
  op('moments(x, axes, keepdims=False, synchronized=False)', (call) => {
    const x = call.tensor('x');
    const of = (name: string): Tensor => reduce(call.rt, name, x, call.axes('axes'), keepdims(call));
    return new PyTuple([of('mean'), of('var')]);
  }),
  op('normalize(x, axis=-1, order=2, epsilon=None)', (call) => {
    const x = call.tensor('x');
    const result = { ...scan(x, floatResult(x.dtype), 4), kind: 'normalisation' as const };
    return emit(call.rt, 'norm', result, [x], floatResult(x.dtype));
  }),
  op('l2_normalize(x, axis=None, epsilon=None, name=None)', (call) => {
    const x = call.tensor('x');
    return emit(call.rt, 'norm', { ...scan(x, x.dtype, 4), kind: 'normalisation' }, [x], x.dtype);
  }),
  op('sort(x, axis=-1)', (call) => {
    const x = call.tensor('x');
    return emitAll(call.rt, 'sort', sort(x, call.int('axis')), [x], [x.dtype, 'int32'])[0] ?? x;
  }),
  op('argsort(x, axis=-1)', (call) => {
    const x = call.tensor('x');
    return emitAll(call.rt, 'sort', sort(x, call.int('axis')), [x], [x.dtype, 'int32'])[1] ?? x;
  }),
  op('top_k(x, k=1, sorted=True)', (call) => {
    const x = call.tensor('x');
    return new PyTuple(emitAll(call.rt, 'topk', topk(x, call.int('k'), -1), [x], [x.dtype, 'int32']));
  }),
  op('in_top_k(targets, predictions, k)', (call) => {
    const x = call.tensor('targets');
    return emit(call.rt, 'eq', scan(x, 'bool'), [x], 'bool', { detached: true });
  }),
  op('segment_sum(data, segment_ids, num_segments=None, sorted=False)', (call) => segments(call)),
  op('segment_max(data, segment_ids, num_segments=None, sorted=False)', (call) => segments(call)),
];

/** Rows summed by segment: as many as there are segments. */
function segments(call: OpCall): Tensor {
  const data = call.tensor('data');
  const count = asInteger(settled(call.args.value('num_segments')));
  const shape = [count ?? call.int('num_segments'), ...data.shape.slice(1)];
  return emit(call.rt, 'scatter_add', { ...scan(data, data.dtype), outputs: [shape] }, [data], data.dtype);
}
