import type { Precision } from '../catalog/device.ts';
import type { Given } from '../units/found.ts';

export type ExecutionMode = 'eager' | 'compiled';

/** An input as `--input` gives it: `1x3x224x224:int64`, `name=…`, nested lists for list arguments. */
export type InputSpec =
  | { readonly kind: 'tensor'; readonly shape: readonly number[]; readonly dtype: string }
  | { readonly kind: 'list'; readonly items: readonly InputSpec[] };

export interface NamedInput {
  /** Null for a positional input. */
  readonly name: string | null;
  readonly spec: InputSpec;
}

/** Everything a person can override, each with where it was said. Absent means: not said anywhere. */
export interface Overrides {
  readonly device?: Given<string>;
  readonly region?: Given<string>;
  readonly inferenceDevice?: Given<string>;
  readonly inferenceRegion?: Given<string>;
  /** The inference batch; replaces the batch axis of every input. */
  readonly batch?: Given<number>;
  readonly precision?: Given<Precision>;
  readonly mode?: Given<ExecutionMode>;
  readonly pue?: Given<number>;
  readonly inferencePue?: Given<number>;
  readonly samples?: Given<number>;
  readonly epochs?: Given<number>;
  readonly trainingBatch?: Given<number>;
  readonly trials?: Given<number>;
  /** Expected inferences over the life of the model; unknown means no life-cycle energy. */
  readonly inferences?: Given<number>;
  readonly inputs?: Given<readonly NamedInput[]>;
}
