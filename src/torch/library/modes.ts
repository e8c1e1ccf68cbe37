/** Modes that programs switch on for a while: gradients, automatic precision, compilation. */
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { NativeFunction, PyClass, PyObject, StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { traceOf } from '../../trace/trace.ts';
import { TorchDType } from '../dtypes.ts';
import { stateOf } from '../state.ts';
import { isDecorable, ownClass, type Member } from './define.ts';

/** What a context manager does on entry; the result is handed to `leave`. */
interface Mode {
  enter(rt: Runtime, self: PyObject): Value;
  leave(rt: Runtime, self: PyObject, before: Value): void;
}

const BEFORE = '_before';

function asObject(value: Value): PyObject {
  if (value instanceof PyObject) return value;
  throw new TypeError('a mode is an object');
}

/** A context manager that decorates functions as well. */
function modeClass(
  rt: Runtime,
  name: string,
  signature: string,
  initialize: (rt: Runtime, self: PyObject, value: (name: string) => Value) => void,
  mode: Mode,
): PyClass {
  const enter = (runtime: Runtime, self: PyObject): void => {
    runtime.journal.mapSet(self.attrs, BEFORE, mode.enter(runtime, self));
  };
  const leave = (runtime: Runtime, self: PyObject): void => {
    mode.leave(runtime, self, self.attrs.get(BEFORE) ?? null);
  };
  const decorate = (runtime: Runtime, self: PyObject, fn: Value): Value =>
    new NativeFunction(
      functionName(runtime, fn),
      (inner, args) => {
        enter(inner, self);
        try {
          return inner.callWith(fn, args);
        } finally {
          leave(inner, self);
        }
      },
      true,
    );
  const cls: PyClass = nativeClass(
    name,
    [rt.builtinClass('object')],
    [
      [
        '__init__',
        nativeMethod(`__init__(self${signature})`, (runtime, args) => {
          const self = asObject(args.known('self'));
          initialize(runtime, self, (argument) => args.value(argument));
          return null;
        }),
      ],
      [
        '__enter__',
        nativeMethod('__enter__(self)', (runtime, args) => {
          const self = asObject(args.known('self'));
          enter(runtime, self);
          return self;
        }),
      ],
      [
        '__exit__',
        nativeMethod('__exit__(self, *args)', (runtime, args) => {
          leave(runtime, asObject(args.known('self')));
          return null;
        }),
      ],
      [
        '__call__',
        nativeMethod('__call__(self, fn)', (runtime, args) =>
          decorate(runtime, asObject(args.known('self')), args.value('fn')),
        ),
      ],
      [
        '__new__',
        // `@torch.no_grad` without parentheses is given the function itself.
        new StaticMethod(
          new NativeFunction('__new__', (runtime, args) => {
            const object = runtime.createObject(
              args.positional[0] instanceof PyClass ? args.positional[0] : cls,
            );
            const [, first] = args.positional;
            if (!isDecorable(first) || first instanceof TorchDType) return object;
            initialize(runtime, object, () => true);
            return decorate(runtime, object, first);
          }),
        ),
      ],
    ],
  );
  return cls;
}

function functionName(rt: Runtime, fn: Value): string {
  const name = rt.findAttribute(fn, '__name__');
  return typeof name === 'string' ? name : 'function';
}

/** Gradients on or off. */
function gradMode(
  name: string,
  signature: string,
  enabled: (value: (name: string) => Value) => Value,
): Member {
  return (rt) =>
    ownClass(rt, name, () =>
      modeClass(
        rt,
        name,
        signature,
        (runtime, self, value) => {
          const wanted = enabled(value);
          const truth = runtime.truth(wanted);
          runtime.journal.mapSet(self.attrs, 'mode', truth instanceof Unknown ? true : truth);
          if (name === 'set_grad_enabled') {
            // It acts when it is called; leaving the context restores what was before.
            const state = stateOf(runtime);
            runtime.journal.mapSet(self.attrs, BEFORE, state.gradEnabled);
            runtime.journal.setField(state, 'gradEnabled', self.attrs.get('mode') !== false);
          }
        },
        {
          enter(runtime, self) {
            const state = stateOf(runtime);
            const before = name === 'set_grad_enabled' ? (self.attrs.get(BEFORE) ?? true) : state.gradEnabled;
            runtime.journal.setField(state, 'gradEnabled', self.attrs.get('mode') !== false);
            return before;
          },
          leave(runtime, _self, before) {
            runtime.journal.setField(stateOf(runtime), 'gradEnabled', before !== false);
          },
        },
      ),
    );
}

export const GRAD_MEMBERS: Readonly<Record<string, Member>> = {
  no_grad: gradMode('no_grad', '', () => false),
  enable_grad: gradMode('enable_grad', '', () => true),
  inference_mode: gradMode('inference_mode', ', mode=True', (value) => value('mode') === false),
  set_grad_enabled: gradMode('set_grad_enabled', ', mode', (value) => value('mode')),
  is_grad_enabled: native('is_grad_enabled()', (rt) => stateOf(rt).gradEnabled),
  is_autocast_available: native('is_autocast_available(device_type)', () => true),
  autocast: (rt) => autocastClass(rt),
};

/** Number formats by type, as recipes name them: weights stay in single precision. */
const PRECISIONS: Readonly<Record<string, string>> = {
  float16: 'amp-fp16',
  bfloat16: 'bf16',
  float32: 'fp32',
};

/** `torch.autocast(device_type, dtype)`: half precision inside, single outside. */
export function autocastClass(rt: Runtime, key = 'autocast', device: string | null = null): PyClass {
  const parameters =
    device === null
      ? ', device_type="cuda", dtype=None, enabled=True, cache_enabled=None'
      : ', enabled=True, dtype=None, cache_enabled=None';
  return ownClass(rt, key, () =>
    modeClass(
      rt,
      'autocast',
      parameters,
      (runtime, self, value) => {
        const dtype = value('dtype');
        const kind = device ?? value('device_type');
        const fallback = kind === 'cpu' ? 'bf16' : 'amp-fp16';
        const precision = dtype instanceof TorchDType ? (PRECISIONS[dtype.dtype] ?? 'fp32') : fallback;
        const enabled = runtime.truth(value('enabled'));
        const chosen = dtype instanceof Unknown ? dtype : enabled instanceof Unknown ? enabled : precision;
        runtime.journal.mapSet(self.attrs, 'precision', enabled === false ? null : chosen);
      },
      {
        enter(runtime, self) {
          const before = traceOf(runtime).setting('precision');
          const precision = self.attrs.get('precision');
          // Switched off it leaves what stands outside of all autocasting.
          const isSet = typeof precision === 'string' || precision instanceof Unknown;
          setPrecision(runtime, isSet ? precision : unmixed(before));
          return before;
        },
        leave(runtime, _self, before) {
          const wasSet = typeof before === 'string' || before instanceof Unknown;
          setPrecision(runtime, wasSet ? before : 'fp32');
        },
      },
    ),
  );
}

function unmixed(precision: string | Unknown | null): string {
  return precision === 'tf32' || precision === 'ieee-fp32' ? precision : 'fp32';
}

function setPrecision(rt: Runtime, value: string | Unknown): void {
  traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
}

/** `torch.compile(model)`, `@torch.compile` and `@torch.compile(...)`. */
export const compile = native(
  'compile(model=None, *, fullgraph=False, dynamic=None, backend="inductor", mode=None, options=None, disable=False)',
  (rt, args) => {
    const compiled = (runtime: Runtime, value: Value): Value => {
      const span = runtime.here();
      const of = value instanceof PyObject ? { module: value.serial } : {};
      traceOf(runtime).record({ type: 'setting', name: 'mode', value: 'compiled', span, ...of });
      return value;
    };
    const model = args.value('model');
    if (model !== null) return args.bool('disable') ? model : compiled(rt, model);
    return native('decorator(fn)', (runtime, inner) => compiled(runtime, inner.value('fn')));
  },
);
