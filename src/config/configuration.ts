import type { Precision } from '../catalog/device.ts';
import type { MemoryFormat } from '../units/memoryFormat.ts';
import type { Given } from '../units/found.ts';

export type ExecutionMode = 'eager' | 'compiled';

/**
 * How T is reckoned: from the pass of the step itself, with Gitzel's measured constant, or by Strubell's formula from
 * hours and watts.
 */
export type OverheadModel = 'computed' | 'gitzel' | 'strubell';

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
  /** Of the search, where it is another than the training's. */
  readonly searchDevice?: Given<string>;
  readonly searchRegion?: Given<string>;
  /** The inference batch; replaces the batch axis of every input. */
  readonly batch?: Given<number>;
  readonly precision?: Given<Precision>;
  readonly mode?: Given<ExecutionMode>;
  /** How tensors of images lie in memory. */
  readonly memoryFormat?: Given<MemoryFormat>;
  readonly pue?: Given<number>;
  readonly inferencePue?: Given<number>;
  readonly searchPue?: Given<number>;
  readonly samples?: Given<number>;
  readonly epochs?: Given<number>;
  /** Optimiser steps, instead of epochs. */
  readonly steps?: Given<number>;
  readonly trainingBatch?: Given<number>;
  readonly trials?: Given<number>;
  /** Accelerators that the training runs on, data parallel; the training batch is that of all of them together. */
  readonly devices?: Given<number>;
  /** Throughput of all of them over that of as many single ones, 0 to 1. */
  readonly scalingEfficiency?: Given<number>;
  readonly overhead?: Given<OverheadModel>;
  /** Hours that the training takes, for Strubell's formula. */
  readonly trainingHours?: Given<number>;
  /** Mean power of one accelerator, of all processors and of all memory while it trains, W. */
  readonly gpuWatts?: Given<number>;
  readonly cpuWatts?: Given<number>;
  readonly dramWatts?: Given<number>;
  /** Whether carbon includes the share of the device's making (the M of the Software Carbon Intensity). */
  readonly embodied?: Given<boolean>;
  /** What making one device emitted, kg CO2eq; the years it is written off over; the share of them it is in use, 0 to 1. */
  readonly embodiedKilograms?: Given<number>;
  readonly embodiedYears?: Given<number>;
  readonly embodiedUtilisation?: Given<number>;
  /** Whether classes that are only parts of other models get figures of their own. */
  readonly showParts?: Given<boolean>;
  /** Tokens of a language model's prompt, and of what it generates in one call. */
  readonly promptTokens?: Given<number>;
  readonly newTokens?: Given<number>;
  /** Expected inferences over the life of the model; unknown means no life-cycle energy. */
  readonly inferences?: Given<number>;
  readonly inputs?: Given<readonly NamedInput[]>;
}

export type MutableOverrides = { -readonly [Key in keyof Overrides]: Overrides[Key] };
