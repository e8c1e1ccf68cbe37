/** What a script trains and searches: the factors of T and CT, each with where it was found. */
import { Unknown } from '../python/runtime/values.ts';
import type { DType } from '../tensor/dtype.ts';
import type { OptimizerInfo, SearchBeginEvent, TraceEvent } from '../trace/events.ts';
import type { Found } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';
import { accumulated, batchOf, epochsOf, samplesOf, siblings, stepsOf, type Site } from './factors.ts';
import { manualSearch, type Candidate } from './manualSearch.ts';
import { precisionOf, precisionOfUncalled } from './precision.ts';
import { stepEventsOf } from './stepEvents.ts';
import { isKnownNotToTrain, validationOf } from './validation.ts';
import {
  around,
  contains,
  groupedBy,
  isTrained,
  placeOf,
  readTimeline,
  settingAt,
  weightsIn,
  type ModelCall,
  type ModelRef,
  type RootOf,
  type Stretch,
  type Timeline,
  type Update,
} from './timeline.ts';

/** One training of one model. */
export interface Training {
  /** Serial and class of the model that is trained. */
  readonly model: ModelRef;
  /** D: samples per epoch, after splits and before `drop_last`. */
  readonly samples: Found<number>;
  /** E */
  readonly epochs: Found<number>;
  /** B: samples between two updates, gradient accumulation included. */
  readonly batch: Found<number>;
  /** Passes whose gradients are accumulated into one update; a pass is over B / passesPerUpdate samples. */
  readonly passesPerUpdate: number;
  /** Optimiser steps in all, where the code counts steps and not epochs. */
  readonly steps: Found<number> | null;
  /** Samples in all forward passes over data that is not trained on. */
  readonly validationSamples: Found<number>;
  readonly optimizer: OptimizerInfo | null;
  readonly precision: Found<string> | null;
  readonly mode: Found<string> | null;
  /** Events of one training step: forward, loss, backward, update; of accumulated passes, one. */
  readonly stepEvents: readonly TraceEvent[];
  readonly span: SourceSpan | null;
  /** Null: it stands outside of any search. */
  readonly search: SearchBeginEvent | null;
}

export interface Recipe {
  readonly trainings: readonly Training[];
  readonly searches: readonly SearchBeginEvent[];
  /** All trainings that were followed of a search that loops make: its candidates one by one. */
  readonly candidates: ReadonlyMap<SearchBeginEvent, readonly Candidate[]>;
  /** What the recipe was read from. */
  readonly timeline: Timeline;
}

/** What is known of the models that a script made. */
export interface Owners {
  /** The model whose weights these are; null: none of the models that are known. */
  of(parameters: readonly number[]): Owner | null;
  /** The model that a module is part of; null: none that is known. */
  ofModule(module: number): Owner | null;
  /** Whether the module of this serial has weights, as far as this is known. */
  mayHaveWeights(module: number): boolean;
}

const NO_OWNERS: Owners = { of: () => null, ofModule: () => null, mayHaveWeights: () => true };

export interface Owner {
  readonly model: ModelRef;
  /** Of most of its weights. */
  readonly dtype: DType | null;
}

/** Reads the training loops out of the events of a script that ran as `__main__`. */
export function readRecipe(
  events: readonly TraceEvent[],
  rootOf: RootOf = (module) => module,
  owners: Owners = NO_OWNERS,
): Recipe {
  const timeline = readTimeline(events, rootOf);
  const sites = timeline.updates.flatMap((update) => sitesOf(timeline, update, owners));
  const groups = groupedBy(lastOfEach(sites), keyOf);
  const trainings = [...groups.values()].map((group) => ({ group, training: toTraining(timeline, group) }));
  const repeated = manualSearch(timeline, trainings);
  // A search that runs the script as a whole has what no other search in it has.
  const whole = timeline.searches.find(({ isAround }) => isAround === true) ?? null;
  return {
    trainings: repeated.trainings.map((one) => (one.search === null ? { ...one, search: whole } : one)),
    searches: [...timeline.searches, ...repeated.searches],
    candidates: repeated.candidates,
    timeline,
  };
}

/** One update of one model; an update of several models is one site each. */
function sitesOf(timeline: Timeline, update: Update, owners: Owners): Site[] {
  const path = around(update.within, update.search);
  const withData = path.findLast(({ data }) => data !== null);
  const iteration = withData ?? path.at(-1) ?? null;
  return trainedModels(timeline, update, iteration, owners).map(({ model, calls, dtype }) => {
    const { unknown } = model;
    const made = timeline.constructions.get(model.serial) ?? -1;
    // A loop that builds the model anew each time repeats the whole training.
    const isAround = (stretch: Stretch): boolean =>
      unknown === undefined ? contains(stretch, made) : stretch.loop < unknown.serial;
    return {
      update,
      model,
      calls,
      dtype,
      iteration,
      loops: path.filter((stretch) => !isAround(stretch) && !isForOthers(timeline, stretch, calls)),
      repetitions: path.filter(isAround),
    };
  });
}

/** A loop over several models, each of which is trained in an iteration of its own: for this one it is no repetition. */
function isForOthers(timeline: Timeline, stretch: Stretch, calls: readonly ModelCall[]): boolean {
  const [call] = calls;
  if (call === undefined || stretch.count !== 1) return false;
  const others = siblings(timeline, stretch).filter((one) => one !== stretch);
  const ownCalls = timeline.calls.filter(({ model }) => model.serial === call.model.serial);
  return (
    others.some((other) => timeline.updates.some(({ index }) => contains(other, index))) &&
    !others.some((other) => ownCalls.some(({ index }) => contains(other, index)))
  );
}

type Trained = Pick<Site, 'model' | 'calls' | 'dtype'>;

/** The models that an update trains: those that were called, else that whose weights it has, else one that is unknown. */
function trainedModels(
  timeline: Timeline,
  update: Update,
  iteration: Stretch | null,
  owners: Owners,
): Trained[] {
  const { own, all } = callsBefore(timeline, update, iteration);
  if (own.length > 0) return byModel(own);
  const { parameters, unknown: lost, module } = update.event.optimizer;
  const owner =
    (parameters === null ? null : owners.of(parameters)) ??
    (module === undefined ? null : owners.ofModule(module));
  if (owner !== null) {
    return [{ ...owner, calls: all.filter(({ model }) => model.serial === owner.model.serial) }];
  }
  const unknown = update.event.model ?? lost;
  if (unknown === undefined) return byModel(all.slice(0, 1));
  const halfRead = all.find(
    (call) => owners.mayHaveWeights(call.event.module) && !isKnownNotToTrain(timeline, call),
  );
  if (halfRead !== undefined) return byModel([halfRead]);
  return [{ model: { serial: unknown.serial, className: UNREAD, unknown }, calls: [], dtype: null }];
}

/** Name of the class of a model that could not be read. */
const UNREAD = '?';

function byModel(calls: readonly ModelCall[]): Trained[] {
  return [...groupedBy(calls, ({ model }) => model.serial).values()].flatMap((own) =>
    own[0] === undefined ? [] : [{ model: own[0].model, calls: own, dtype: null }],
  );
}

/** The calls since the iteration began: `own`, of models whose weights the optimiser updates. */
function callsBefore(
  timeline: Timeline,
  update: Update,
  iteration: Stretch | null,
): { readonly own: readonly ModelCall[]; readonly all: readonly ModelCall[] } {
  const from =
    iteration?.begin ?? timeline.updates.findLast(({ index }) => index < update.index)?.index ?? -1;
  const calls = timeline.calls.filter(
    ({ index, event }) => index > from && index < update.index && !isLoss(event.className),
  );
  const { parameters } = update.event.optimizer;
  const updated = new Set(parameters);
  const own = calls.filter((call) => {
    if (!isTrained(timeline, call)) return false;
    const weights = weightsIn(timeline, call);
    return parameters === null ? weights.size > 0 : [...weights].some((serial) => updated.has(serial));
  });
  return { own, all: calls };
}

function isLoss(className: string): boolean {
  return className.endsWith('Loss') || className.endsWith('Criterion');
}

/** Several updates of one model in one iteration are one step; the last one ends it. */
function lastOfEach(sites: readonly Site[]): Site[] {
  const last = new Map<string, Site>();
  for (const site of sites) {
    const innermost = site.update.within?.begin ?? `outside ${site.update.index}`;
    last.set(`${identityOf(site)}|${innermost}`, site);
  }
  return [...last.values()];
}

/** Of a model of which not even that is known when it was made, the place where it is trained. */
function identityOf({ model, update }: Site): string {
  return model.serial === 0 ? `at ${placeOf(update.event.span)}` : `${model.serial}`;
}

function sizeOf(found: Found<number> | undefined): string {
  return found?.known === true ? `${found.value}` : '?';
}

/** Sites with equal keys are parts of one training: stages on other data or in other batches are trainings of their own. */
function keyOf(site: Site): string {
  const { update, iteration, loops } = site;
  const [outermost] = loops;
  return [
    identityOf(site),
    update.search?.span === undefined ? '' : placeOf(update.search.span),
    outermost?.loop ?? `outside ${update.index}`,
    iteration?.place ?? placeOf(update.event.span),
    sizeOf(iteration?.data?.samples),
    sizeOf(iteration?.data?.batch),
  ].join('|');
}

function toTraining(timeline: Timeline, group: readonly Site[]): Training {
  const site = mostFrequent(group);
  const { update, model, calls } = site;
  const batch = batchOf(timeline, site);
  const passes = accumulated(timeline, site);
  const call = calls.at(-1)?.index ?? update.index;
  return {
    model,
    samples: samplesOf(timeline, site, batch),
    epochs: epochsOf(timeline, site, group),
    passesPerUpdate: passes instanceof Unknown ? 1 : passes,
    batch,
    steps: stepsOf(timeline, site, group),
    validationSamples: validationOf(timeline, site),
    optimizer: update.event.optimizer,
    precision: calls.length === 0 ? precisionOfUncalled(timeline, site) : precisionOf(timeline, calls, call),
    mode: settingAt(timeline, 'mode', call),
    stepEvents: stepEventsOf(timeline, site),
    span: update.event.span,
    search: update.search,
  };
}

/** Iterations that differ (an evaluation now and then) are represented by the commonest. */
function mostFrequent(group: readonly Site[]): Site {
  const weight = ({ iteration }: Site): number => {
    const count = iteration?.count ?? 1;
    return count instanceof Unknown ? 1 : count;
  };
  return group.reduce((best, site) => (weight(site) > weight(best) ? site : best));
}
