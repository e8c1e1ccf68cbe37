/** What happened in a run of the user's program, in order. Scopes are begin/end pairs. */
import type { LoopIdentity, Spread } from '../python/ports.ts';
import type { HostObject } from '../python/runtime/host.ts';
import type { PyObject, Unknown } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Work } from '../tensor/work.ts';
import type { Found } from '../units/found.ts';
import type { LayerKind } from '../units/layerKind.ts';
import type { SourceSpan } from '../units/span.ts';
import type { TrialInput } from './framework.ts';

export interface TensorInfo {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Of the object, as long as every iteration that was followed was given the same one. */
  readonly serial?: number;
}

/** Zeros of a parameter: two of four, in a format that leaves them out; or anywhere, in place. */
export type Sparsity = 'semi-structured' | 'masked';

/** A memory format that the code asked for: channels-last, or something that is not known. */
export interface FormatNote {
  readonly value: 'channels-last' | Unknown;
  /** Where it was asked for. */
  readonly span: SourceSpan | null;
}

/** A parameter in a format of its own (`WeightFormat` of the catalogue). Its elements are as many as before. */
export interface PackedWeight {
  /** As people call it. */
  readonly format: string;
  /** Of one weight, its part of scales and zero points included; null: as many as its type has. */
  readonly bytes: number | null;
  /** What products with it are computed in; left out: in the numbers of the tensors around. */
  readonly products?: 'fp64' | 'fp32' | 'tf32' | 'fp16' | 'bf16' | 'int8' | 'fp8';
  /** Activations are stored in eight bits, too, from the first layer to the last. */
  readonly isStatic?: true;
  /** What else is to be known about it; null: nothing. */
  readonly note: string | null;
  readonly source: string;
  /** Where it was asked for. */
  readonly span: SourceSpan | null;
}

/** A parameter that an operation reads. Tied weights share their serial. */
export interface WeightUse {
  readonly serial: number;
  readonly elements: number;
  readonly dtype: DType;
  readonly trainable: boolean;
  readonly sparsity?: Sparsity;
  readonly packed?: PackedWeight;
  /** Its gradient has the rows that were looked up, and no others. */
  readonly hasRowGradient?: true;
}

export interface OpEvent {
  readonly type: 'op';
  /** Lower-case name as ATen has it where it does: `convolution`, `addmm`, `relu`. */
  readonly op: string;
  readonly kind: LayerKind;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly weights: readonly WeightUse[];
  readonly work: Work;
  /** A gradient flows to at least one input that is no weight: false at the first trained layer. */
  readonly inputNeedsGrad: boolean;
  /** The graph is recorded: no `no_grad`, and something requires a gradient. */
  readonly gradEnabled: boolean;
  /** Shares memory with its input (`view`, `transpose`): no kernel is launched. */
  readonly isView: boolean;
  /** What of the call is not modelled; the operation's work is then a lower bound. */
  readonly unmodelled: string | null;
  /** Attention in which no position sees a later one. */
  readonly isCausal?: true;
  /** Its result is not kept: the backward pass computes it again. */
  readonly isRecomputed?: true;
  /** It stands for all of a model of the catalogue, by its id. */
  readonly published?: string;
  /** In which memory format it works on images where that is another than plain order. */
  readonly memoryFormat?: FormatNote;
  /** It takes and gives images in plain order whatever format others work in. */
  readonly isPlainOrder?: true;
  readonly span: SourceSpan | null;
}

/** A module was constructed. */
export interface ConstructEvent {
  readonly type: 'construct';
  readonly object: PyObject;
  readonly span: SourceSpan | null;
  /** The line of the main file that led to it: a call of a library, for instance. */
  readonly mainLine: SourceSpan | null;
}

/** The constructor of a module has come to its end. */
export interface ConstructedEvent {
  readonly type: 'constructed';
  /** Serial of the module object. */
  readonly object: number;
}

/** A module's `forward` begins; the events up to the matching exit happen inside it. */
export interface EnterEvent {
  readonly type: 'enter';
  /** Serial of the module object. */
  readonly module: number;
  readonly className: string;
  readonly training: boolean;
  /** Tensors among the arguments, containers flattened. */
  readonly inputs: readonly TensorInfo[];
  /** How many of them, the first ones, are positional: all where it is not said. Hooks of PyTorch see no others. */
  readonly positional?: number;
  /** The keywords of the others; undefined: it is in a container. */
  readonly keywords?: readonly (string | undefined)[];
  /** The arguments as they are nested, where that is known and they are nested at all. */
  readonly nested?: readonly TrialInput[];
  readonly span: SourceSpan | null;
}

export interface ExitEvent {
  readonly type: 'exit';
  readonly module: number;
  /** Tensors in the result, containers flattened; empty when unknown. */
  readonly outputs: readonly TensorInfo[];
}

export interface RepeatBeginEvent {
  readonly type: 'repeat-begin';
  readonly count: number | Unknown;
  /** Of a count that is unknown: its part of all iterations of the loop. */
  readonly share?: number;
  /** Why it may end sooner: the count is the most that there can be. */
  readonly mayEnd?: string;
  readonly loop: LoopIdentity;
}

export interface RepeatEndEvent {
  readonly type: 'repeat-end';
  readonly loop: number;
}

/** `loss.backward()` or what stands for it in `fit`. */
export interface BackwardEvent {
  readonly type: 'backward';
  /** Its gradients are handed out and not added to those of an update to come: `torch.autograd.grad`. */
  readonly isApart?: true;
  readonly span: SourceSpan | null;
}

/** A model that is trained and could not be read. */
export interface UnknownModel {
  /** Of the object that tells when it was made: a loop that began before makes it anew. */
  readonly serial: number;
  /** As the code calls it; null: no name is known. */
  readonly name: string | null;
  /** The call that was given its parameters; null: not known. */
  readonly givenTo: SourceSpan | null;
  readonly why: Unknown;
  /** The line of the main file that trains it. */
  readonly mainLine: SourceSpan | null;
  /** A batch of what it is given; left out: not known. */
  readonly inputs?: readonly TensorInfo[];
}

export interface OptimizerInfo {
  /** `SGD`, `Adam`, … */
  readonly name: string;
  /** State values kept per trained parameter: SGD 0, with momentum 1, Adam 2. */
  readonly statePerParameter: number;
  /** Bytes of one of them, its part of scales included; left out: as wide as the parameter. */
  readonly stored?: { readonly bytes: number; readonly source: string };
  /** It updates a copy of the weights in single precision, whatever they are computed with. */
  readonly keepsSingle?: true;
  /** Serials of the parameters it was given; null: all of the model's trainable ones. */
  readonly parameters: readonly number[] | null;
  /** Whose parameters it was given, where these are not known. */
  readonly unknown?: UnknownModel;
  /** Serial of the module whose parameters these are, where it was given them as they are. */
  readonly module?: number;
}

export interface StepEvent {
  readonly type: 'step';
  readonly optimizer: OptimizerInfo;
  /** Backward passes that it takes up, where a trainer was told; absent: to be counted in the events. */
  readonly passes?: number | Unknown;
  /** What is trained, where that could not be read and the optimiser does not tell. */
  readonly model?: UnknownModel;
  readonly span: SourceSpan | null;
}

/** A trained parameter was changed by hand, by gradients that no optimiser takes up. */
export interface AdjustEvent {
  readonly type: 'adjust';
  readonly span: SourceSpan | null;
}

/** Numeric precision or execution mode in force from here on (autocast, mixed_precision, compile). */
export interface SettingEvent {
  readonly type: 'setting';
  /**
   * `precision-of-unknown`: something that could not be read was converted, the model perhaps; `weights`: a model's
   * weights are stored in another type from here on, as their own types tell.
   */
  readonly name: 'precision' | 'mode' | 'device' | 'precision-of-unknown' | 'weights';
  readonly value: string | Unknown;
  /** Serial of the model that it was said of; left out: of none in particular. */
  readonly module?: number;
  readonly span: SourceSpan | null;
}

/** A hyper-parameter or architecture search; its objective's events lie between begin and end. */
export interface SearchBeginEvent {
  readonly type: 'search-begin';
  /** `optuna`, `keras-tuner`, `grid-search`, … */
  readonly tool: string;
  /** Candidates. */
  readonly trials: Found<number>;
  /** Trainings per candidate: folds × executions. */
  readonly fitsPerTrial: Found<number>;
  readonly includesFinalTraining: 'yes' | 'no' | 'unknown';
  /** It runs the script from outside: all that is trained is a fit of it, and nothing ends it. */
  readonly isAround?: true;
  readonly span: SourceSpan | null;
}

export interface SearchEndEvent {
  readonly type: 'search-end';
}

/** A trial was given a value between two others. */
export interface SuggestionEvent {
  readonly type: 'suggestion';
  /** Null: the program gives it no name. */
  readonly name: string | null;
  readonly low: number;
  readonly high: number;
  readonly span: SourceSpan | null;
}

/** Which candidate of a search a run follows: with values from the middle of all ranges, or from one end of all. */
export type CandidatePoint = 'middle' | 'low' | 'high';

/** A language model was asked for tokens. */
export interface GenerateEvent {
  readonly type: 'generate';
  /** Serial of the model. */
  readonly model: number;
  /** Null: not known. */
  readonly promptTokens: number | null;
  readonly newTokens: number | null;
  readonly span: SourceSpan | null;
}

/** A network that could not be read was called, with gradients, on tensors that are known. */
export interface UnreadCallEvent {
  readonly type: 'unread-call';
  /** Of the call that made it, a serial number: the same for the same network. */
  readonly birth: number;
  readonly inputs: readonly TensorInfo[];
  readonly span: SourceSpan | null;
}

export interface AssumeEvent {
  readonly type: 'assume';
  readonly text: string;
  /** Which later things depend on it, because values that were kept do. */
  readonly spread: Spread;
  readonly span: SourceSpan | null;
}

export interface IncompleteEvent {
  readonly type: 'incomplete';
  readonly unknown: Unknown;
}

/** A batch was drawn from a data set, in a loop over it or by `next`. */
export interface DrawEvent {
  readonly type: 'draw';
  readonly source: DataSource;
}

/** A loop may end sooner than its count says: a condition that is not known leaves it, or a callback. */
export interface MayEndEvent {
  readonly type: 'may-end';
  /** Serial of the loop's execution; null: the innermost one around. */
  readonly loop: number | null;
  readonly text: string;
  readonly span: SourceSpan | null;
}

export interface TaintEvent {
  readonly type: 'taint';
  /** Serial of the object. */
  readonly object: number;
  readonly by: Unknown;
}

export type TraceEvent =
  | OpEvent
  | ConstructEvent
  | ConstructedEvent
  | EnterEvent
  | ExitEvent
  | RepeatBeginEvent
  | RepeatEndEvent
  | BackwardEvent
  | StepEvent
  | AdjustEvent
  | SettingEvent
  | SearchBeginEvent
  | SearchEndEvent
  | SuggestionEvent
  | GenerateEvent
  | UnreadCallEvent
  | AssumeEvent
  | IncompleteEvent
  | MayEndEvent
  | DrawEvent
  | TaintEvent;

/** What is known of the data that a loop draws from: the recipe's D and B. */
export interface DataSource {
  /** `MNIST(train)`, as people would name it; null when it has no name. */
  readonly name: string | null;
  /** Samples per pass, after splits and before `drop_last`. */
  readonly samples: Found<number>;
  readonly batch: Found<number>;
  readonly dropLast: boolean;
  /** It starts over when it has run out, so that the loop counts steps. */
  readonly isEndless?: boolean;
  /** What says that steps are counted and not epochs. */
  readonly endlessBy?: string;
  /** So many batches of one that starts over: a loop over them that nothing repeats counts steps. */
  readonly isCutFromEndless?: boolean;
  readonly sampleShape: Found<Shape>;
  readonly span: SourceSpan | null;
}

/** Implemented by host objects that a loop iterates over and that draw from a data set. */
export interface HasDataSource {
  dataSource(): DataSource;
}

export function dataSourceOf(host: HostObject | null): DataSource | null {
  return host !== null && 'dataSource' in host && typeof host.dataSource === 'function'
    ? (host as HostObject & HasDataSource).dataSource()
    : null;
}

/** Implemented by host objects whose iterations are the folds of a cross-validation. */
export interface HasFolds {
  readonly isCrossValidation: true;
}

export function isCrossValidation(host: HostObject | null): boolean {
  return host !== null && 'isCrossValidation' in host && host.isCrossValidation === true;
}
