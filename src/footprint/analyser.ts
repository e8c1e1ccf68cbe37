import type { InputSpec, NamedInput, Overrides } from '../config/configuration.ts';
import type { TypeScript } from '../tfjs/syntax/context.ts';
import type { NotebookCell } from '../python/syntax/notebook.ts';
import type { Range, SourceSpan } from '../units/span.ts';
import type { ClassFootprint, Footprint } from './schema.ts';

export type { InputSpec, NamedInput, NotebookCell, Overrides };

/** Where file contents come from: the disk, the editor, a request to the client. */
export interface FileSource {
  /** The text of a file, or null when there is none (or it is no text, or too large). */
  read(uri: string): Promise<string | null>;
  /**
   * The same at once, where the source can: imports are then followed as they come, and nothing has to run again for
   * a file that was not fetched in time.
   */
  readSync?(uri: string): string | null;
}

export interface AnalysisRequest {
  readonly uri: string;
  /** The text as it is in the editor; left out, it is read through the file source. */
  readonly text?: string;
  /** Code cells of a notebook as they are in the editor, in order, instead of a text. */
  readonly cells?: readonly NotebookCell[];
  /** Folders to search for imports after the file's own, as URIs, in order. */
  readonly searchPath: readonly string[];
  readonly overrides: Overrides;
  /** `module` instead of a file: dotted name looked up on the search path (`torchvision.models`). */
  readonly module?: string;
  /** An expression evaluated in the file's scope: `resnet50()`. Left out, models are discovered. */
  readonly expr?: string;
  /** True once nobody wants the answer any more; checked between steps. */
  readonly isCancelled?: () => boolean;
  /** Models that somebody looks at: they are analysed first, and told as soon as they are there. */
  readonly watched?: Watched;
}

export interface Watched {
  /** `all` where nothing is known of the document yet: the first figures then come before the last. */
  readonly ids: ReadonlySet<string> | 'all';
  /** What a run has found so far of the models watched; the result of the analysis is what counts. */
  readonly tell: (footprints: readonly Footprint[]) => void;
}

/** An unknown or an assumption on the way to the figures, for `wattlens explain`. */
export interface Note {
  readonly kind: 'unknown' | 'assumption' | 'syntax-error' | 'unsupported';
  readonly text: string;
  readonly span: SourceSpan | null;
}

export interface Problem {
  /** Stable and machine-readable: `file-not-found`, `syntax-error`, `expression-failed`, `no-model`, `budget`, … */
  readonly code: string;
  readonly message: string;
  readonly uri: string;
  readonly range: Range | null;
}

export interface AnalysisResult {
  readonly footprints: readonly Footprint[];
  /** Classes whose models have their figures elsewhere: on the functions that build them. */
  readonly classes: readonly ClassFootprint[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
  /** Files that the result depends on besides the analysed one. */
  readonly dependencies: readonly string[];
  /** The file has a stretch that did not parse. */
  readonly hasSyntaxErrors: boolean;
}

/** The result where no model could be looked for; `problems` say why. */
export function withoutModels(problems: readonly Problem[] = []): AnalysisResult {
  return { footprints: [], classes: [], problems, notes: [], dependencies: [], hasSyntaxErrors: false };
}

/** The façade that servers and the command line call. */
export interface Analyser {
  analyse(request: AnalysisRequest, files: FileSource): Promise<AnalysisResult>;
  /** Forgets what is cached for a document, and all files when nothing is open any more. */
  close(uri: string): void;
  /** Forgets what was found out about a document; the files that were read stay, for the next one. */
  release(uri: string): void;
  /** Forgets what was derived from this file, because it changed on disk. */
  invalidate(uri: string): void;
}

/** Implemented in `create.ts`; the two WebAssembly files are handed over as bytes. */
export interface AnalyserOptions {
  readonly parserRuntime: Uint8Array;
  readonly pythonGrammar: Uint8Array;
  /** Loads the TypeScript compiler, which reads JavaScript as well; left out, scripts are not analysed. */
  readonly loadCompiler?: () => Promise<TypeScript>;
}
