/** `MixedPrecision(param_dtype=torch.bfloat16)` of FSDP: what a model is computed in once it is given to one. */
import type { Runtime } from '../python/runtime/api.ts';
import { Unknown } from '../python/runtime/values.ts';
import type { Value } from '../python/runtime/values.ts';
import { traceOf } from '../trace/trace.ts';
import { TorchDType } from './dtypes.ts';

/** The weights that are updated stay in single precision: half precision is that of mixed precision. */
const PRECISIONS: Readonly<Record<string, string>> = { float16: 'amp-fp16', bfloat16: 'bf16' };

/** @param policy what the wrapper was given; None changes nothing */
export function noteShardPrecision(rt: Runtime, policy: Value): void {
  if (policy === null) return;
  const given = policy instanceof Unknown ? policy : (rt.findAttribute(policy, 'param_dtype') ?? null);
  const value =
    given instanceof TorchDType ? PRECISIONS[given.dtype] : given instanceof Unknown ? given : undefined;
  if (value === undefined) return;
  traceOf(rt).record({ type: 'setting', name: 'precision', value, span: rt.here() });
}
