/** What the discovery of models is asked, and what it answers. Synchronous over a snapshot of files. */
import type { BudgetLimits, FileSnapshot } from '../python/ports.ts';
import type { ParsedModule } from '../python/syntax/ast.ts';
import type { PythonParser } from '../python/syntax/parser.ts';
import type { CandidatePoint } from '../trace/events.ts';
import type { Range, SourceSpan } from '../units/span.ts';
import type { ModelAnalysis } from './modelAnalysis.ts';

/** An input that was given: a tensor, or a list of inputs. */
export type GivenInput =
  | { readonly kind: 'tensor'; readonly shape: readonly number[]; readonly dtype: string }
  | { readonly kind: 'list'; readonly items: readonly GivenInput[] };

export interface NamedGivenInput {
  /** Null for a positional input. */
  readonly name: string | null;
  readonly spec: GivenInput;
}

export interface DiscoverRequest {
  readonly uri: string;
  readonly text: string;
  readonly files: FileSnapshot;
  readonly searchPath: readonly string[];
  readonly parser: PythonParser;
  /** Evaluated in the module's scope; left out, models are discovered. */
  readonly expr?: string;
  /** Dotted name of an installed module to evaluate `expr` in, instead of the file. */
  readonly module?: string;
  /** Given inputs; they win over all evidence. */
  readonly inputs?: readonly NamedGivenInput[];
  /** Inference batch; replaces the batch axis. Left out: as given by the inputs, else 1. */
  readonly batch?: number;
  /** Training batch, where it was overridden. */
  readonly trainingBatch?: number;
  /** Tokens of a prompt and of what a language model makes of it, together. */
  readonly contextTokens?: number;
  /** Classes that are only parts of other models are models of their own, too. */
  readonly showParts?: boolean;
  readonly limits?: BudgetLimits;
  readonly isCancelled?: () => boolean;
  /** Which candidate of a search stands for all; left out: the one in the middle. */
  readonly candidate?: CandidatePoint;
  /** Where it raised before, although nothing catches it: the run goes on behind these places. */
  readonly goOnAfter?: readonly SourceSpan[];
  /** Ids of models that come first, because somebody looks at them. */
  readonly first?: ReadonlySet<string>;
}

export interface DiscoverNote {
  readonly kind: 'unknown' | 'assumption' | 'syntax-error' | 'unsupported';
  readonly text: string;
  readonly span: SourceSpan | null;
}

export interface DiscoverProblem {
  readonly code:
    'syntax-error' | 'expression-failed' | 'no-model' | 'module-not-found' | 'budget' | 'internal';
  readonly message: string;
  readonly uri: string;
  readonly range: Range | null;
}

export interface DiscoverResult {
  readonly models: readonly ModelAnalysis[];
  readonly problems: readonly DiscoverProblem[];
  readonly notes: readonly DiscoverNote[];
  readonly dependencies: readonly string[];
  /** Steps of the evaluator that it took; left out: they are not counted. */
  readonly stepsTaken?: number;
  readonly hasSyntaxErrors: boolean;
  /** The file as it was parsed and, in part, looked at; null where none was asked about. */
  readonly syntax: ParsedModule | null;
}

/** Yields a model when it is through, and returns all of them. */
export type DiscoverSteps = Generator<ModelAnalysis, DiscoverResult>;
