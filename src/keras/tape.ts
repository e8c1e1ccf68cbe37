/** `tf.GradientTape`: gradients of what happens inside of it. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { nextSerial } from '../python/runtime/journal.ts';
import { nativeClass, nativeMethod, type Args } from '../python/runtime/native.ts';
import { PyList, PyObject, PyTuple } from '../python/runtime/values.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import { traceOf } from '../trace/trace.ts';
import { stateOf } from './state.ts';
import { mapLeaves } from './structure.ts';
import { Tensor } from './tensor.ts';

interface TapeState {
  readonly serial: number;
  /** Whether gradients were wanted outside. */
  outside: boolean;
}

const tapes = new WeakMap<PyObject, TapeState>();

function tapeOf(args: Args): TapeState | null {
  const object = args.known('self');
  if (!(object instanceof PyObject)) return null;
  let tape = tapes.get(object);
  if (tape === undefined) tapes.set(object, (tape = { serial: nextSerial(), outside: false }));
  return tape;
}

/** A gradient has the shape of what it is taken by. */
function gradients(rt: Runtime, sources: Value): Value {
  traceOf(rt).record({ type: 'backward', span: rt.here() });
  const like = mapLeaves(rt, sources, (leaf) =>
    leaf instanceof Tensor ? new Tensor(leaf.shape, leaf.dtype) : leaf,
  );
  return like === sources && (like instanceof PyList || like instanceof PyTuple)
    ? new PyList([...like.items])
    : like;
}

export const tapeClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'GradientTape',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init__(self, persistent=False, watch_accessed_variables=True)', () => null),
      nativeMethod('__enter__(self)', (_rt, args) => {
        const tape = tapeOf(args);
        const state = stateOf(rt);
        if (tape !== null) rt.journal.setField(tape, 'outside', state.gradEnabled);
        rt.journal.setField(state, 'gradEnabled', true);
        return args.value('self');
      }),
      nativeMethod('__exit__(self, *exception)', (_rt, args) => {
        rt.journal.setField(stateOf(rt), 'gradEnabled', tapeOf(args)?.outside ?? false);
        return false;
      }),
      nativeMethod('watch(self, tensor)', () => null),
      nativeMethod('stop_recording(self)', (_rt, args) => args.value('self')),
      nativeMethod('reset(self)', () => null),
      nativeMethod(
        'gradient(self, target, sources, output_gradients=None, unconnected_gradients=None)',
        (_rt, args) => gradients(rt, args.value('sources')),
      ),
      nativeMethod('jacobian(self, target, sources, **kwargs)', (_rt, args) =>
        gradients(rt, args.value('sources')),
      ),
    ],
  ),
);
