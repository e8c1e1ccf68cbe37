/** Updates without an optimiser: `p.data.add_(p.grad, alpha=-lr)`, `w -= lr * w.grad`. */
import type { Runtime } from '../python/runtime/api.ts';
import { traceOf } from '../trace/trace.ts';
import type { TorchTensor } from './tensor.ts';

/** What adds something to a tensor in place; others bound it, or set it anew. */
const ADDING: ReadonlySet<string> = new Set(['add_', 'sub_', 'addcmul_', 'addcdiv_', '+', '-', 'data']);

/** Notes that values were added to a tensor: to a trained parameter, while gradients wait for an update, it is one. */
export function noteAdjustment(rt: Runtime, self: TorchTensor, how: string): void {
  if (self.parameter?.requiresGrad !== true || !ADDING.has(how)) return;
  const trace = traceOf(rt);
  if (trace.hasOpenGradients()) trace.record({ type: 'adjust', span: rt.here() });
}
