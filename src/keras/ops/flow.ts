/** Control flow of `keras.ops`: the functions are run as often as their loops say. */
import type { Runtime } from '../../python/runtime/api.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import type { Shape } from '../../tensor/shape.ts';
import { traceOf } from '../../trace/trace.ts';
import { op, type OpCall } from '../opCall.ts';
import { mapLeaves } from '../structure.ts';
import { Tensor } from '../tensor.ts';

/** Runs `action` once and declares that it happens `count` times. */
export function repeated<T>(rt: Runtime, count: number | Unknown, action: () => T): T {
  const trace = traceOf(rt);
  const mark = trace.mark();
  const result = action();
  trace.repeat(mark, count, {
    serial: nextSerial(),
    source: { kind: 'range', detail: null },
    span: rt.here(),
  });
  return result;
}

/** The same nest, each tensor with another leading part of its shape. */
export function reshapeAll(rt: Runtime, value: Value, shape: (shape: Shape) => Shape): Value {
  return mapLeaves(rt, value, (leaf) =>
    leaf instanceof Tensor
      ? new Tensor(shape(leaf.shape), leaf.dtype, { requiresGrad: leaf.requiresGrad })
      : leaf,
  );
}

/** `f` over the rows of some tensors: one row stands for all. */
function overRows(call: OpCall, f: Value, elements: Value): Value {
  const { rt } = call;
  let count = 1;
  const row = mapLeaves(rt, elements, (leaf) => {
    const tensor = call.asTensor('elements', leaf);
    count = tensor.shape[0] ?? 1;
    return new Tensor(tensor.shape.slice(1), tensor.dtype, { requiresGrad: tensor.requiresGrad });
  });
  const result = repeated(rt, count, () => rt.call(f, [row]));
  return reshapeAll(rt, result, (shape) => [count, ...shape]);
}

export const FLOW: readonly NativeFunction[] = [
  op('cond(pred, true_fn, false_fn)', (call) => {
    const pred = call.rt.truth(call.args.value('pred'));
    if (!(pred instanceof Unknown)) return call.rt.call(call.args.value(pred ? 'true_fn' : 'false_fn'), []);
    call.rt.recorder.assume('the first branch of a conditional on data is taken', call.rt.here());
    return call.rt.call(call.args.value('true_fn'), []);
  }),
  op('map(f, xs)', (call) => overRows(call, call.args.value('f'), call.args.value('xs'))),
  op('vectorized_map(function, elements)', (call) =>
    overRows(call, call.args.value('function'), call.args.value('elements')),
  ),
  op('map_fn(fn, elems, *args, **kwargs)', (call) =>
    overRows(call, call.args.value('fn'), call.args.value('elems')),
  ),
  op('fori_loop(lower, upper, body_fun, init_val)', (call) => {
    const count = call.int('upper') - call.int('lower');
    return repeated(call.rt, count, () =>
      call.rt.call(call.args.value('body_fun'), [call.int('lower'), call.args.value('init_val')]),
    );
  }),
  op('while_loop(cond, body, loop_vars, maximum_iterations=None, **kwargs)', (call) => {
    const vars = call.args.value('loop_vars');
    const items = vars instanceof PyList || vars instanceof PyTuple ? vars.items : [vars];
    const count =
      call.intOrNone('maximum_iterations') ?? call.rt.unknown('a loop that ends where the data says');
    return repeated(call.rt, count, () => call.rt.call(call.args.value('body'), items));
  }),
  op('scan(f, init, xs=None, length=None, reverse=False, unroll=1)', (call) => {
    const xs = call.tensor('xs');
    const count = xs.shape[0] ?? 1;
    const row = new Tensor(xs.shape.slice(1), xs.dtype, { requiresGrad: xs.requiresGrad });
    const result = repeated(call.rt, count, () =>
      call.rt.call(call.args.value('f'), [call.args.value('init'), row]),
    );
    if (!(result instanceof PyTuple)) return result;
    const [carry = null, output = null] = result.items;
    return new PyTuple([carry, reshapeAll(call.rt, output, (shape) => [count, ...shape])]);
  }),
];
