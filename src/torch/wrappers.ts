/** What stands around models and changes nothing of their counts: compilation, scripting, checkpoints. */
import { native } from '../python/runtime/native.ts';
import { HostObject } from '../python/runtime/host.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { NativeFunction, PyFunction, PyClass, PyObject } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { traceOf } from '../trace/trace.ts';

/** `torch.compile(model)`, and as a decorator with or without arguments. */
export const compile = native('compile(model=None, *args, **kwargs)', (rt, args) => {
  const model = args.value('model');
  traceOf(rt).record({ type: 'setting', name: 'mode', value: 'compiled', span: rt.here() });
  return model === null ? identity : model;
});

/** Returns what it is given: `jit.script`, `jit.ignore`, decorators. */
export const identity = native('identity(value=None, *args, **kwargs)', (_rt, args) => {
  const value = args.value('value');
  const isDecorated =
    value instanceof PyFunction ||
    value instanceof PyClass ||
    value instanceof PyObject ||
    value instanceof NativeFunction;
  return isDecorated ? value : passThrough;
});

const passThrough: NativeFunction = new NativeFunction(
  'decorator',
  (_rt, args) => args.positional[0] ?? null,
);

/** `checkpoint(fn, *args)`: the same forward pass; its recomputation belongs to the backward pass. */
export const checkpoint = native(
  'checkpoint(function, *args, use_reentrant=None, preserve_rng_state=True, context_fn=None, determinism_check=None, debug=False, **kwargs)',
  (rt, args) => rt.call(args.value('function'), args.rest, args.extra),
);

export const checkpointSequential = native(
  'checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs)',
  (rt, args) => {
    let value = args.value('input');
    for (const fn of args.elements('functions')) value = rt.call(fn, [value]);
    return value;
  },
);

/** `autocast(...)`: a context that says which precision is meant. */
export class Autocast extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === '__enter__') return new NativeFunction(name, () => this);
    return name === '__exit__' ? new NativeFunction(name, () => null) : undefined;
  }
  override call(_rt: Runtime, args: { readonly positional: readonly Value[] }): Value | undefined {
    return args.positional[0];
  }
}

export const autocast = native(
  "autocast(device_type='cuda', dtype=None, enabled=True, cache_enabled=None)",
  (rt, args) => {
    const enabled = rt.truth(args.value('enabled'));
    const dtype = args.value('dtype');
    const name = dtype === null ? 'float16' : rt.str(dtype);
    if (enabled === true && typeof name === 'string') {
      const value = name.includes('bfloat16') ? 'bf16' : 'fp16';
      traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
    }
    return new Autocast();
  },
);
