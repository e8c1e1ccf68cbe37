/** What is found out about one model of a file, before anything is said about energy. */
import type { StoredPrecision } from '../model/inferencePrecision.ts';
import type { PartlyPrecise } from '../model/precision.ts';
import type { LayerGraph } from '../model/layerGraph.ts';
import type { Training } from '../model/recipe.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import type { SearchBeginEvent, SuggestionEvent } from '../trace/events.ts';
import type { Completeness } from '../units/completeness.ts';
import type { Found } from '../units/found.ts';
import type { Range, SourceSpan } from '../units/span.ts';

export interface ModelInput {
  readonly name: string | null;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly batch: number | null;
  /** Why this shape: a call, a declaration, the only one that fits, … */
  readonly evidence: string;
  readonly span: SourceSpan | null;
}

export interface AnalysedPass {
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly (Shape | null)[];
  readonly graph: LayerGraph;
  /** Numbers that the model sets for most of its work as it is called; left out: none. */
  readonly precision?: Found<string>;
  /** Numbers that it sets for a part of its work; left out: for none, or for all. */
  readonly partly?: PartlyPrecise;
}

/** A pass over so many tokens of one sequence. */
export interface TokenPass {
  readonly tokens: number;
  readonly graph: LayerGraph;
}

/** Of a call in the code; null what is not known. */
export interface AskedTokens {
  readonly promptTokens: number | null;
  readonly newTokens: number | null;
  readonly span: SourceSpan | null;
}

/** How the work of a language model that decodes grows with its context. */
export interface DecoderAnalysis {
  /** The first call in the code that asks for tokens; null: there is none. */
  readonly asked: AskedTokens | null;
  /** Values for each position. */
  readonly vocabulary: number;
  readonly short: TokenPass;
  readonly long: TokenPass;
  /** `long` is all that the model takes. */
  readonly isCut: boolean;
}

/** Equal passes of a sampling loop. */
export interface SampledPass {
  readonly graph: LayerGraph;
  readonly count: number;
}

/** One execution of a loop that runs the model again and again without training it. */
export interface SamplingAnalysis {
  readonly span: SourceSpan | null;
  readonly passes: Found<number>;
  /** Samples in a pass; null: its input is not known. */
  readonly batch: number | null;
  readonly graphs: readonly SampledPass[];
}

/** Equal candidates of a search that loops make. */
export interface CandidateAnalysis {
  readonly search: SearchBeginEvent;
  /** With the trainings of this candidate alone; it has no pass of an inference. */
  readonly analysis: ModelAnalysis;
  readonly fits: number;
}

export interface ModelAnalysis {
  /** Stable across edits: the document and the qualified name of class, builder or expression. */
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  /** Where the lens goes. */
  readonly range: Range;
  /** The class it is an object of, where that is the file's own and the lens stands elsewhere: on its builder. */
  readonly madeOf: { readonly id: string; readonly name: string; readonly range: Range } | null;
  /** The line of another file that created it, and that its constructor's arguments come from. */
  readonly createdAt: SourceSpan | null;
  readonly framework: 'pytorch' | 'keras' | 'tfjs';
  /** What runs it, where that is another than the framework's own; left out: it is not. */
  readonly backend?: 'torch' | 'jax';
  /** In eval mode at the inference batch; null when no forward pass could be run. */
  readonly inference: AnalysedPass | null;
  /** In which numbers it computes an inference; left out: the code says nothing. */
  readonly inferencePrecision?: StoredPrecision;
  /** Whether it is compiled for an inference; null, or left out: the code says nothing. */
  readonly inferenceMode?: Found<string> | null;
  /** In which memory format it computes an inference; null, or left out: the code says nothing. */
  readonly inferenceFormat?: Found<string> | null;
  /** In train mode at the training batch; null when no training was found or it could not be run. */
  readonly training: AnalysedPass | null;
  /** Of a model that could not be read: what its training gives it; left out: not known. */
  readonly given?: readonly ModelInput[];
  /** Counts of the module tree alone, for when there is no forward pass. */
  readonly params: number;
  readonly trainableParams: number;
  /** False: the model could not be constructed, so nothing of it is known. */
  readonly isBuilt: boolean;
  readonly completeness: Completeness;
  /** MACs under other inputs that fit as well, where the input was not pinned down. */
  readonly alternativeMacs: readonly number[];
  /** Null, or left out: it does not generate token by token. */
  readonly decoder?: DecoderAnalysis | null;
  /** Loops of the running script that sample from it. */
  readonly sampling?: readonly SamplingAnalysis[];
  /** Trainings of this model, in the order of the code. */
  readonly trainings: readonly Training[];
  readonly searches: readonly SearchBeginEvent[];
  /** Candidates of a search that differ, one by one, where all were followed; left out: one stands for all. */
  readonly candidates?: readonly CandidateAnalysis[];
  /** Values that the candidates of these differ in; left out: none are known. */
  readonly suggestions?: readonly SuggestionEvent[];
}

/** What it takes: in a pass forward; where none could be run, in a step of its training. */
export function inputsOf({ inference, training, given }: ModelAnalysis): readonly ModelInput[] {
  return inference?.inputs ?? training?.inputs ?? given ?? [];
}
