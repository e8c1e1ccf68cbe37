/** Numeric precision: `keras.mixed_precision` and `keras.config.set_dtype_policy`. */
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { asString } from '../python/runtime/native.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import { isFloating } from '../tensor/dtype.ts';
import { dtypeOf } from '../tensor/ndarray/dtypes.ts';
import { traceOf } from '../trace/trace.ts';
import { QUANTISATION_MODES } from './quantisation.ts';
import { FLOAT32, stateOf, type DTypePolicy } from './state.ts';

/** A policy as Python sees it. */
class PolicyValue extends HostObject {
  readonly policy: DTypePolicy;
  constructor(policy: DTypePolicy) {
    super();
    this.policy = policy;
  }
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.policy.name;
      case 'compute_dtype':
        return this.policy.compute;
      case 'variable_dtype':
        return this.policy.variable;
      default:
        return undefined;
    }
  }
  override isEquivalent(other: HostObject): boolean {
    return other instanceof PolicyValue && other.policy.name === this.policy.name;
  }
  override repr(): string {
    return `<DTypePolicy "${this.policy.name}">`;
  }
}

export function policyValue(policy: DTypePolicy): HostObject {
  return new PolicyValue(policy);
}

/** The policy of a `dtype=` argument or a policy's name; undefined for what is none. */
export function policyNamed(rt: Runtime, value: Value): DTypePolicy | undefined {
  if (value instanceof PolicyValue) return value.policy;
  const name = asString(value);
  if (name === 'mixed_float16') return { name, compute: 'float16', variable: 'float32' };
  if (name === 'mixed_bfloat16') return { name, compute: 'bfloat16', variable: 'float32' };
  const quantised = /^(int8|int4|float8)_from_(.+)$/.exec(name ?? '');
  if (quantised !== null) {
    const [whole, mode = '', base = ''] = quantised;
    const from = policyNamed(rt, base);
    const format = QUANTISATION_MODES[mode];
    if (from === undefined || format === undefined) return undefined;
    return { ...from, name: whole, quantised: { format, span: rt.here() } };
  }
  const dtype = dtypeOf(value);
  if (dtype === undefined) return undefined;
  if (dtype === 'float32') return FLOAT32;
  // Layers over integers and strings compute in the usual type where they compute at all.
  return isFloating(dtype)
    ? { name: dtype, compute: dtype, variable: dtype }
    : { ...stateOf(rt).policy, name: dtype };
}

/** Sets the policy of the layers to come, and says so in the trace. */
export function setGlobalPolicy(rt: Runtime, value: Value): void {
  const policy = policyNamed(rt, value);
  if (policy === undefined) {
    throw rt.error('ValueError', `Cannot interpret ${rt.typeName(value)} as a dtype policy`);
  }
  rt.journal.setField(stateOf(rt), 'policy', policy);
  traceOf(rt).record({ type: 'setting', name: 'precision', value: precisionOf(policy), span: rt.here() });
}

/** `fp32`, `fp16`, … as precision is named elsewhere; mixed keeps its weights in single precision. */
function precisionOf({ compute, variable }: DTypePolicy): string {
  if (compute === 'bfloat16') return 'bf16';
  if (compute === 'float16' && variable === 'float32') return 'amp-fp16';
  return compute.replace('float', 'fp');
}
