/** Patterns carried out on tensors and arrays, by the operations einops itself uses. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import type { Shape } from '../../tensor/shape.ts';
import { stack } from '../../torch/ops/joining.ts';
import { expand, permute, reshape, unsqueeze } from '../../torch/ops/views.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { PatternError } from './pattern.ts';
import { planOf, type Operation } from './plan.ts';

/** Sizes of axes by name, as keyword arguments give them. */
export function lengthsOf(rt: Runtime, given: ReadonlyMap<string, Value>): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const [name, value] of given) {
    const known = settled(value);
    const size = known instanceof TorchTensor ? known.values()?.[0] : asInteger(known);
    if (size === undefined) throw rt.error('RuntimeError', `the length of the axis ${name} must be an int`);
    lengths.set(name, size);
  }
  return lengths;
}

/** A tensor, or a list of them stacked along a new first axis. */
export function inputOf(rt: Runtime, value: Value): TorchTensor | NdArray {
  const known = settled(value);
  if (known instanceof TorchTensor || known instanceof NdArray) return known;
  if (known instanceof PyList || known instanceof PyTuple) {
    const items = known.items.map((item) => settled(item));
    const tensors = items.filter((item) => item instanceof TorchTensor);
    if (tensors.length === items.length && items.length > 0) return stack(rt, tensors, 0);
    throw new UnknownInput(rt.unknown('einops on a list of anything but tensors is not modelled'));
  }
  throw new UnknownInput(rt.unknown(`einops on ${rt.typeName(known)} is not modelled`));
}

/** Carries a pattern out. `reduction`: the name of one, or a function of the tensor and the axes. */
export function transform(
  rt: Runtime,
  operation: Operation,
  input: TorchTensor | NdArray,
  pattern: string,
  lengths: ReadonlyMap<string, number>,
  reduction: Value = null,
): Value {
  const plan = planOf(operation, pattern, input.shape, lengths);
  if (input instanceof NdArray) {
    if (reduction !== null) throw new UnknownInput(rt.unknown('einops.reduce of an array is not modelled'));
    return input.like(plan.result);
  }
  let tensor = reshaped(rt, input, plan.elementary);
  const order = [...plan.order, ...plan.reduced];
  if (order.some((axis, i) => axis !== i)) tensor = permute(rt, tensor, order);
  if (plan.reduced.length > 0) {
    const result = reduced(rt, tensor, plan.order.length, plan.reduced.length, reduction);
    if (!(result instanceof TorchTensor)) return result;
    tensor = result;
  }
  if (plan.repeated.size > 0) {
    const places = [...plan.repeated].sort(([a], [b]) => a - b);
    for (const [place] of places) tensor = unsqueeze(rt, tensor, place);
    tensor = expand(
      rt,
      tensor,
      tensor.shape.map((size, i) => plan.repeated.get(i) ?? size),
    );
  }
  return reshaped(rt, tensor, plan.result);
}

function reshaped(rt: Runtime, tensor: TorchTensor, shape: Shape): TorchTensor {
  return tensor.shape.join() === shape.join() ? tensor : reshape(rt, tensor, shape);
}

/** Methods of tensors that reduce several axes; `prod` reduces one at a time. */
const METHODS: Readonly<Record<string, string>> = {
  mean: 'mean',
  sum: 'sum',
  max: 'amax',
  min: 'amin',
  any: 'any',
  all: 'all',
};

function reduced(rt: Runtime, tensor: TorchTensor, from: number, count: number, reduction: Value): Value {
  const axes = new PyTuple(Array.from({ length: count }, (_, i) => from + i));
  if (typeof reduction !== 'string') return settled(rt.call(reduction, [tensor, axes]));
  const method = METHODS[reduction];
  if (method !== undefined) return settled(rt.callMethod(tensor, method, [axes]));
  if (reduction !== 'prod') throw new PatternError(`unknown reduction ${reduction}`);
  let result: Value = tensor;
  for (let axis = from + count - 1; axis >= from; axis--) result = rt.callMethod(result, 'prod', [axis]);
  return settled(result);
}

/** Elements of a sequence, each of them known. */
export function itemsOf(rt: Runtime, value: Value): readonly Value[] {
  const items = rt.elements(value);
  if (items instanceof Unknown) throw new UnknownInput(items);
  return items;
}
