/** The events of a run as loops within loops, with the calls of models and the updates in them. */
import { HostObject } from '../python/runtime/host.ts';
import { PyDict, PyList, PyTuple, Unknown } from '../python/runtime/values.ts';
import type { LoopSource, Value } from '../python/runtime/values.ts';
import { dataSourceOf, isCrossValidation } from '../trace/events.ts';
import type {
  DataSource,
  EnterEvent,
  OptimizerInfo,
  SearchBeginEvent,
  StepEvent,
  TraceEvent,
  UnknownModel,
} from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';

/** A stretch of events that happens `count` times. One loop may consist of several stretches. */
export interface Stretch {
  readonly begin: number;
  /** Index of its last event. */
  end: number;
  readonly count: number | Unknown;
  /** Of a count that is unknown: its part of all iterations of the loop; null: not known either. */
  readonly share: number | null;
  /** Serial of the loop's execution; stretches of one execution share it. */
  readonly loop: number;
  /** The loop's place in the code. */
  readonly place: string;
  readonly data: DataSource | null;
  /** What it goes over: numbers; as long as something holds; a collection; something of which nobody knows what. */
  readonly over: 'count' | 'condition' | 'collection' | 'unknown';
  /** It goes once, to the end, over batches that a list holds or a generator makes. */
  readonly isPass: boolean;
  /** Its iterations are the folds of a cross-validation. */
  readonly isFold: boolean;
  readonly span: SourceSpan | null;
  readonly parent: Stretch | null;
  /** Why it may end sooner: its count is then the most that there can be. */
  mayEnd: string | null;
  /** The search that it lies in. */
  readonly search: SearchBeginEvent | null;
}

export interface ModelRef {
  readonly serial: number;
  readonly className: string;
  /** What stands for it where it could not be read. */
  readonly unknown?: UnknownModel;
}

/** The model that a called module belongs to: programs also call the parts of a model one by one. */
export type RootOf = (module: ModelRef) => ModelRef;

/** A module called by the program itself, not by another module. */
export interface ModelCall {
  readonly index: number;
  end: number;
  readonly event: EnterEvent;
  readonly model: ModelRef;
  readonly within: Stretch | null;
}

/** `optimizer.step()` and what stands for it. */
export interface Update {
  readonly index: number;
  readonly event: StepEvent;
  readonly within: Stretch | null;
  readonly search: SearchBeginEvent | null;
}

export interface Timeline {
  readonly events: readonly TraceEvent[];
  readonly stretches: readonly Stretch[];
  readonly calls: readonly ModelCall[];
  readonly updates: readonly Update[];
  /** Batches that were drawn, in loops over data and besides. */
  readonly draws: readonly { readonly index: number; readonly source: DataSource }[];
  /** Indices of the backward passes. */
  readonly backwards: readonly number[];
  /** Those of them whose gradients an update takes up. */
  readonly accumulating: readonly number[];
  /** Where each module was constructed. */
  readonly constructions: ReadonlyMap<number, number>;
  readonly searches: readonly SearchBeginEvent[];
}

/** Modules that only pass calls on to the model that they hold. */
const WRAPPERS = new Set([
  'DataParallel',
  'DistributedDataParallel',
  'FullyShardedDataParallel',
  'OptimizedModule',
]);

export function isWrapper(className: string): boolean {
  return WRAPPERS.has(className);
}

function overOf(kind: LoopSource['kind']): Stretch['over'] {
  if (kind === 'unknown') return kind;
  if (kind === 'while') return 'condition';
  return kind === 'range' ? 'count' : 'collection';
}

/** An update without an optimiser: it keeps nothing. */
const BY_HAND: OptimizerInfo = { name: 'an update by hand', statePerParameter: 0, parameters: null };

export function readTimeline(events: readonly TraceEvent[], rootOf: RootOf): Timeline {
  const stretches: Stretch[] = [];
  const calls: ModelCall[] = [];
  const updates: Update[] = [];
  const backwards: number[] = [];
  const draws: { index: number; source: DataSource }[] = [];
  const accumulating: number[] = [];
  const constructions = new Map<number, number>();
  const searches: SearchBeginEvent[] = [];
  const open: { readonly stretch: Stretch; readonly depth: number }[] = [];
  const openSearches: SearchBeginEvent[] = [];
  /** Calls in progress; a wrapper counts as none. */
  let active: (ModelCall | null)[] = [];
  for (const [index, event] of events.entries()) {
    const within = open.at(-1)?.stretch ?? null;
    switch (event.type) {
      case 'repeat-begin': {
        const stretch: Stretch = {
          begin: index,
          end: events.length,
          count: event.count,
          share: event.share ?? null,
          loop: event.loop.serial,
          place: placeOf(event.loop.span),
          data: dataSourceOf(event.loop.source.detail),
          over: overOf(event.loop.source.kind),
          isPass: isPassOver(event.loop.source),
          isFold: isCrossValidation(event.loop.source.detail),
          span: event.loop.span,
          parent: within,
          mayEnd: event.mayEnd ?? null,
          search: openSearches.at(-1) ?? null,
        };
        stretches.push(stretch);
        open.push({ stretch, depth: active.length });
        break;
      }
      case 'repeat-end': {
        const closed = open.pop();
        if (closed === undefined) break;
        closed.stretch.end = index;
        // A call that an exception left has no end of its own.
        active = active.slice(0, closed.depth);
        break;
      }
      case 'enter': {
        const isOuter = active.every((call) => call === null);
        const isModel = isOuter && !isWrapper(event.className);
        const model = rootOf({ serial: event.module, className: event.className });
        const call: ModelCall | null = isModel ? { index, end: index, event, model, within } : null;
        if (call !== null) calls.push(call);
        active.push(isOuter && !isModel ? null : (call ?? active.find((one) => one !== null) ?? null));
        break;
      }
      case 'exit': {
        const call = active.pop() ?? null;
        if (call !== null && !active.includes(call)) call.end = index;
        break;
      }
      case 'construct':
        if (!constructions.has(event.object.serial)) constructions.set(event.object.serial, index);
        break;
      case 'search-begin':
        searches.push(event);
        if (event.isAround !== true) openSearches.push(event);
        break;
      case 'search-end':
        openSearches.pop();
        break;
      case 'draw':
        draws.push({ index, source: event.source });
        break;
      case 'backward':
        backwards.push(index);
        if (event.isApart !== true) accumulating.push(index);
        break;
      case 'may-end': {
        const ended = open.findLast(({ stretch }) => event.loop === null || stretch.loop === event.loop);
        if (ended !== undefined) ended.stretch.mayEnd ??= event.text;
        break;
      }
      case 'adjust': {
        // The loop over the parameters is none that trains: it all belongs to where the gradients are from.
        const from = backwards.at(-1) ?? index;
        const around = open.findLast(({ stretch }) => stretch.begin < from)?.stretch ?? null;
        const step: StepEvent = { type: 'step', optimizer: BY_HAND, span: event.span };
        updates.push({ index, event: step, within: around, search: openSearches.at(-1) ?? null });
        break;
      }
      case 'step':
        updates.push({ index, event, within, search: openSearches.at(-1) ?? null });
        break;
      default:
        break;
    }
  }
  return { events, stretches, calls, updates, draws, backwards, accumulating, constructions, searches };
}

function isPassOver({ elements }: LoopSource): boolean {
  return elements?.isWhole === true && elements.first !== undefined && holdsArray(elements.first);
}

/** Whether a value is a tensor or an array with axes, or a nest with one among its parts. */
function holdsArray(value: Value): boolean {
  if (value instanceof PyTuple || value instanceof PyList) return value.items.some(holdsArray);
  if (value instanceof PyDict) return [...value.entries.values()].some(holdsArray);
  if (!(value instanceof HostObject) || !('shape' in value)) return false;
  return Array.isArray(value.shape) && value.shape.length > 0;
}

export function placeOf(span: SourceSpan | null): string {
  return span === null ? '?' : `${span.uri}:${span.start.line}:${span.start.character}`;
}

export function contains(stretch: Stretch | null, index: number): boolean {
  return stretch === null || (stretch.begin < index && index < stretch.end);
}

/** The stretches around, outermost first, as far as they lie in the same search. */
export function around(stretch: Stretch | null, search: SearchBeginEvent | null): readonly Stretch[] {
  const path: Stretch[] = [];
  for (let at = stretch; at !== null && at.search === search; at = at.parent) path.unshift(at);
  return path;
}

/** How often something inside all of these happens; the Unknown among their counts, if there is one. */
export function times(path: readonly Stretch[]): number | Unknown {
  let product = 1;
  for (const { count } of path) {
    if (count instanceof Unknown) return count;
    product *= count;
  }
  return product;
}

/** The setting in force where an event happens; null: none was made before. */
export function settingAt(
  { events }: Timeline,
  name: 'precision' | 'mode',
  index: number,
): Found<string> | null {
  for (let i = index; i >= 0; i--) {
    const event = events[i];
    if (event?.type === 'setting' && event.name === name) {
      const { value, span } = event;
      return value instanceof Unknown
        ? missing(value.reason, value.span)
        : given(value, 'code', 'set in the code', span);
    }
  }
  return null;
}

/** Serials of the weights that a call uses. */
export function weightsIn(timeline: Timeline, call: ModelCall): ReadonlySet<number> {
  return factsOf(timeline, call).weights;
}

/** Some operation of the call takes part in the backward pass. */
export function isTrained(timeline: Timeline, call: ModelCall): boolean {
  return factsOf(timeline, call).isTrained;
}

interface CallFacts {
  readonly weights: ReadonlySet<number>;
  readonly isTrained: boolean;
}

const facts = new WeakMap<ModelCall, CallFacts>();

function factsOf({ events }: Timeline, call: ModelCall): CallFacts {
  const known = facts.get(call);
  if (known !== undefined) return known;
  const weights = new Set<number>();
  let isTrained = false;
  for (let i = call.index; i <= call.end; i++) {
    const event = events[i];
    if (event?.type !== 'op') continue;
    for (const { serial } of event.weights) weights.add(serial);
    isTrained ||= event.gradEnabled;
  }
  const found = { weights, isTrained };
  facts.set(call, found);
  return found;
}

export function groupedBy<T, K>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
