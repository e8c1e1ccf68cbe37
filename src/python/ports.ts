/** The ports through which the evaluator reaches what is outside it. */
import type { SourceSpan } from '../units/span.ts';
import type { Runtime } from './runtime/api.ts';
import type { EndedLoop } from './runtime/signals.ts';
import type { CallArgs, LoopSource, PyModule, Unknown, Value } from './runtime/values.ts';

/** An immutable set of files. */
export interface FileSnapshot {
  /**
   * The text; null: there is no such file; undefined: not fetched yet. Of a URI that ends with a slash it is the
   * listing of a folder (`imports/listing.ts`).
   */
  get(uri: string): string | null | undefined;
}

/** Thrown by an import that needs files that the snapshot does not hold: fetch them and run again. */
export class NeedsFiles extends Error {
  readonly uris: readonly string[];
  constructor(uris: readonly string[]) {
    super(`needs ${uris.join(', ')}`);
    this.uris = uris;
  }
}

/**
 * How far an assumption reaches: only where it was made, to what the running code makes after it,
 * or to whatever anyone makes after it, because values of a module depend on it.
 */
export type Spread = 'nowhere' | 'locally' | 'globally';

/** A place in the recorded events. */
export type EventMark = number & { readonly eventMark: unique symbol };

/**
 * Where the evaluator reports what happened, without knowing what it means. Implemented in `trace`.
 */
export interface Recorder {
  mark(): EventMark;
  /** Forgets the events since the mark, up to `until` or the end. */
  rollback(mark: EventMark, until?: EventMark): void;
  /** Whether the events from `a` to `b` equal those from `b` to the end. */
  settled(a: EventMark, b: EventMark): boolean;
  /** Whether operations were recorded since the mark, and nothing was built. */
  isRepeatable(since: EventMark): boolean;
  /** Whether a training or a search happened since the mark. */
  hasTraining(since: EventMark): boolean;
  /**
   * Declares that the events since the mark, up to the end, happen `count` times, as (part of) the
   * loop `loop`. An unknown count makes every total inside a lower bound.
   */
  repeat(since: EventMark, count: number | Unknown, loop: LoopIdentity): void;
  /**
   * Corrects the count of the `repeat` that was declared at this mark; of a count that is unknown, `share`
   * is the part of all iterations of the loop, and of one that is the most there can be `mayEnd` says why.
   */
  recount(since: EventMark, count: number | Unknown, told?: { share?: number; mayEnd?: string }): void;
  /**
   * Something was taken for granted; the models concerned are estimated.
   */
  assume(text: string, span: SourceSpan | null, spread?: Spread): void;
  /** The loop of this serial, or the innermost one, may end sooner than it is counted. */
  mayEnd(loop: number | null, text: string, span: SourceSpan | null): void;
  /**
   * An exception that nothing handles ended these loops. One that raised in its first iteration may have as many as it
   * would have had; how many others have is not known.
   */
  abandoned(loops: readonly EndedLoop[], by: Unknown): void;
  /** Something could not be followed; the models concerned are partial. */
  incomplete(unknown: Unknown): void;
  /** The constructor of this object has come to its end. */
  constructed(object: Value): void;
  /** An unknown call received this object and may have changed it. */
  taint(object: Value, by: Unknown): void;
}

export interface LoopIdentity {
  readonly serial: number;
  readonly source: LoopSource;
  readonly span: SourceSpan | null;
}

/** A module that Wattlens models itself. */
export interface LibraryModule {
  readonly name: string;
  /**
   * 'framework': always used. 'facade': used only where the module's source is not found on the
   * search path. 'unless-own': used unless the program has a module of that name beside it (the name
   * is a common word).
   */
  readonly precedence: 'framework' | 'facade' | 'unless-own';
  /** A part of a modelled package that is read from its installed source, by that source's dotted name. */
  readonly installedAs?: string;
  /** Parts of it that nobody modelled are read from its source, where that is installed. */
  readonly readsSource?: boolean;
  create(rt: Runtime): PyModule;
}

/** A member of an installed module that reaches outside (downloads), and what stands for it. */
export interface Amendment {
  /** `name`, or `Class.name`. */
  readonly path: string;
  make(rt: Runtime): Value;
}

/** A call of which nobody knows what it does. */
export interface UnknownCall {
  /** The object of a method as it is written, `self.model`; null: it is more than names; '': a function or class. */
  readonly receiver: string | null;
  /** Of the method, function or class. */
  readonly name: string;
  /** What is called; a method is as unknown as its object. */
  readonly callee: Unknown;
  readonly args: CallArgs;
  /** It is a member of something that is unknown itself. */
  readonly isMember: boolean;
  /** When that was made which it is reached by: a serial number, 0 where that is not known. */
  readonly birth: number;
  /** Of a method of what a variable holds: the variable holds this from now on. */
  readonly become?: (value: Value) => void;
}

export interface LibraryRegistry {
  /** Records what the name of an unknown method and its arguments tell all the same: `loss.backward()`. */
  unknownCall?(rt: Runtime, call: UnknownCall): void;
  /** What is put in place of members of an installed module when that has run, by its dotted name. */
  amendments?(moduleName: string): readonly Amendment[];
  /** By dotted name, e.g. `torch.nn.functional`. */
  find(name: string): LibraryModule | null;
  /** Top-level packages whose calls have no effect on models (loggers, progress bars, plotting). */
  isInert(topLevelName: string): boolean;
}

/** Limits that decide results, equal on every machine. Wall time only cancels. */
export interface BudgetLimits {
  readonly steps: number;
  readonly depth: number;
  readonly objects: number;
}

export const DEFAULT_BUDGET: BudgetLimits = { steps: 3_000_000, depth: 180, objects: 400_000 };
