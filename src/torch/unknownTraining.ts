/** Trainings whose loss, optimiser or model could not be read: their methods are called all the same. */
import { perRuntime } from '../python/builtins/natives.ts';
import type { UnknownCall } from '../python/ports.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { Unknown, type CallArgs } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { OptimizerInfo } from '../trace/events.ts';
import { traceOf } from '../trace/trace.ts';
import { TorchDType } from './dtypes.ts';
import { tensorInfos } from './nn/tree.ts';
import { recordBackward } from './ops/tensorInfo.ts';
import { stateOf } from './state.ts';

/** `loss.backward()`, and what libraries around it call theirs. */
const BACKWARD: ReadonlySet<string> = new Set(['backward', 'manual_backward']);

/** By the place of the step: the same object each time, so that the steps of a loop compare as equal. */
const optimizers = perRuntime(() => new Map<string, OptimizerInfo>());

/** Networks that could not be read, by the calls that made them: whose parameters the program asks for. */
const networks = perRuntime(() => new Set<number>());

/** A network is called by its name, or by `forward`; of its other methods nobody knows what they take. */
function noteUnreadNetwork(rt: Runtime, { name, callee: { birth }, args, isMember }: UnknownCall): void {
  if (birth === 0) return;
  if (name === 'parameters' || name === 'named_parameters') networks(rt).add(birth);
  if ((isMember && name !== 'forward') || !networks(rt).has(birth) || !stateOf(rt).gradEnabled) return;
  const given = [...args.positional, ...args.keywords.values()];
  if (args.unknownSpread !== null || given.some((value) => value instanceof Unknown)) return;
  const inputs = tensorInfos(given);
  if (inputs.length === 0) return;
  traceOf(rt).record({ type: 'unread-call', birth, inputs, span: rt.here() });
}

/** Of schedulers, environments and profilers there are steps as well: an update takes up gradients. */
export function noteUnknownTraining(rt: Runtime, call: UnknownCall): void {
  if (!rt.modules.has('torch')) return;
  const { receiver, name, callee, args, birth } = call;
  noteUnreadNetwork(rt, call);
  const trace = traceOf(rt);
  const span = rt.here();
  if (BACKWARD.has(name) && receiver !== '') recordBackward(rt);
  const dtype = convertsTo(name, args);
  if (dtype !== null) trace.record({ type: 'setting', name: 'precision-of-unknown', value: dtype, span });
  if (name !== 'step' || receiver === '' || !trace.hasOpenGradients()) return;
  const key = `${span?.uri ?? ''}:${span?.start.line ?? ''}:${span?.start.character ?? ''}`;
  let optimizer = optimizers(rt).get(key);
  if (optimizer === undefined) {
    const unknown = {
      serial: birth,
      name: null,
      givenTo: null,
      why: callee,
      mainLine: rt.mainLine(),
    };
    optimizer = { name: receiver ?? 'an optimiser', statePerParameter: 2, parameters: null, unknown };
    optimizers(rt).set(key, optimizer);
  }
  trace.record({ type: 'step', optimizer, span });
}

/** Methods and arguments by which a model gets weights in other numbers than single precision. */
const CONVERSIONS: Readonly<Record<string, DType>> = {
  half: 'float16',
  bfloat16: 'bfloat16',
  double: 'float64',
};

function convertsTo(name: string, { positional, keywords }: CallArgs): DType | null {
  const named = [keywords.get('dtype'), keywords.get('torch_dtype')];
  const given = [...(name === 'to' ? positional : []), ...named].find((value) => value instanceof TorchDType);
  const dtype = given instanceof TorchDType ? given.dtype : null;
  if (dtype === null) return positional.length === 0 ? (CONVERSIONS[name] ?? null) : null;
  return Object.values(CONVERSIONS).includes(dtype) ? dtype : null;
}
