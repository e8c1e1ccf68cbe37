/** Trainings of models that could not be read: the arguments of their methods tell how they go all the same. */
import type { UnknownCall } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { native } from '../python/runtime/native.ts';
import { PyRaise } from '../python/runtime/signals.ts';
import type { CallArgs } from '../python/runtime/values.ts';
import { traceOf } from '../trace/trace.ts';
import { stated } from './statedShape.ts';
import { FIT_SIGNATURE, fitOf, unknownOptimizer, type Trained } from './training.ts';

/** What only `fit` of a network is given: other things that are fitted, forests for one, have no epochs. */
const TELLING = ['epochs', 'steps_per_epoch', 'initial_epoch'];

function isOfNetwork({ keywords }: CallArgs): boolean {
  return TELLING.some((name) => keywords.has(name));
}

const ROOTS = ['keras', 'tensorflow', 'keras_core', 'tf_keras'];

/** Records the training that a call of something unknown is, and what it states of its receiver. */
export function noteUnknownKerasCall(rt: Runtime, call: UnknownCall): void {
  if (call.receiver === '' || !ROOTS.some((root) => rt.modules.has(root))) return;
  switch (call.name) {
    case 'set_shape':
      noteShape(rt, call);
      return;
    case 'fit':
      if (isOfNetwork(call.args)) noteFit(rt, call);
      return;
    case 'apply_gradients':
      // What was differentiated is known from the events before.
      if (traceOf(rt).hasOpenGradients()) {
        traceOf(rt).record({ type: 'step', optimizer: unknownOptimizer(rt), span: rt.here() });
      }
      return;
    default:
      return;
  }
}

function noteShape(rt: Runtime, { callee, args, become }: UnknownCall): void {
  const shape = args.positional[0] ?? args.keywords.get('shape');
  const known = shape === undefined ? null : stated(rt, callee, shape);
  if (known !== null) become?.(known);
}

function noteFit(rt: Runtime, { receiver, callee, args }: UnknownCall): void {
  const trained: Trained = {
    layer: null,
    unknown: { serial: callee.birth, name: receiver, givenTo: null, why: callee, mainLine: rt.mainLine() },
  };
  try {
    rt.callWith(
      native(`fit(${FIT_SIGNATURE})`, (_rt, bound) => fitOf(rt, trained, bound)),
      args,
    );
  } catch (error) {
    // A method of that name that takes other arguments.
    if (!(error instanceof PyRaise)) throw error;
  }
}
