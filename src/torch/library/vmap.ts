/** `torch.vmap`: a function of one sample, applied to each along an axis. */
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { nextSerial } from '../../python/runtime/journal.ts';
import { NativeFunction, PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { CallArgs, Value } from '../../python/runtime/values.ts';
import { traceOf } from '../../trace/trace.ts';
import { selectAxis } from '../ops/views.ts';
import { TorchTensor } from '../tensor.ts';

/**
 * Runs the function once, on tensors without the mapped axis, and counts that as often as the axis is long: batched
 * or one by one, the products are the same. Keywords are handed on as they are.
 */
export const vmap = native(
  'vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None)',
  (_rt, args) => {
    const [fn, inDims, outDims] = [args.value('func'), args.value('in_dims'), args.value('out_dims')];
    return new NativeFunction('vmapped', (rt, call) => mapped(rt, fn, inDims, outDims, call), true);
  },
);

function mapped(rt: Runtime, fn: Value, inDims: Value, outDims: Value, call: CallArgs): Value {
  if (call.unknownSpread !== null) return call.unknownSpread;
  const mapping = new Mapping(rt);
  const dims = inDims instanceof PyTuple || inDims instanceof PyList ? inDims.items : null;
  const positional = call.positional.map((value, i) =>
    mapping.slice(value, dims === null ? inDims : (dims[i] ?? null)),
  );
  if (mapping.size === null) {
    throw rt.error('ValueError', 'vmap: no tensor of the arguments has a mapped axis');
  }
  const trace = traceOf(rt);
  const begin = trace.mark();
  const result = rt.callWith(fn, { ...call, positional });
  const source = { kind: 'sequence', detail: null } as const;
  trace.repeat(begin, mapping.size, { serial: nextSerial(), source, span: rt.here() });
  return mapping.stack(result, outDims);
}

class Mapping {
  readonly #rt: Runtime;
  size: number | null = null;

  constructor(rt: Runtime) {
    this.#rt = rt;
  }

  /** One sample of each tensor in the value. */
  slice(value: Value, dim: Value): Value {
    if (dim === null) return value;
    if (value instanceof Unknown) throw new UnknownInput(value);
    if (value instanceof TorchTensor) return this.#sliceOf(value, dim);
    const dims = dim instanceof PyTuple || dim instanceof PyList ? dim.items : null;
    const inner = (item: Value, i: number): Value =>
      this.slice(item, dims === null ? dim : (dims[i] ?? null));
    if (value instanceof PyTuple) return new PyTuple(value.items.map(inner));
    if (value instanceof PyList) return new PyList(value.items.map(inner));
    if (value instanceof PyDict) {
      const result = new PyDict();
      for (const [key, item] of value.entries) result.entries.set(key, this.slice(item, dim));
      return result;
    }
    throw this.#rt.error('ValueError', `vmap: cannot map over a ${this.#rt.typeName(value)}`);
  }

  #sliceOf(tensor: TorchTensor, dim: Value): TorchTensor {
    if (typeof dim !== 'number') throw this.#rt.error('ValueError', 'vmap: an axis is no integer');
    const axis = dim < 0 ? dim + tensor.shape.length : dim;
    const size = tensor.shape[axis];
    if (size === undefined) throw this.#rt.error('ValueError', `vmap: there is no axis ${dim}`);
    if (this.size !== null && this.size !== size) {
      throw this.#rt.error(
        'ValueError',
        `vmap: expected all mapped axes alike, got ${this.size} and ${size}`,
      );
    }
    this.size = size;
    return selectAxis(this.#rt, tensor, axis, 0);
  }

  /** The tensors of the result, with the mapped axis. */
  stack(value: Value, dim: Value): Value {
    if (value instanceof Unknown) return value;
    if (value instanceof TorchTensor && typeof dim === 'number') {
      const rank = value.shape.length + 1;
      const axis = dim < 0 ? dim + rank : dim;
      const shape = value.shape.toSpliced(axis, 0, this.size ?? 1);
      return new TorchTensor(shape, value.dtype, {
        requiresGrad: value.requiresGrad,
        isLeaf: false,
        device: value.device,
        isTriangular: value.isTriangular,
      });
    }
    const dims = dim instanceof PyTuple ? dim.items : null;
    const inner = (item: Value, i: number): Value =>
      this.stack(item, dims === null ? dim : (dims[i] ?? null));
    if (value instanceof PyTuple) return new PyTuple(value.items.map(inner));
    if (value instanceof PyList) return new PyList(value.items.map(inner));
    return this.#rt.unknown('what a mapped function gives besides tensors');
  }
}
