/** D, E, B, steps and validation of one training, from the loops around its updates. */
import { Unknown } from '../python/runtime/values.ts';
import { isFloating, type DType } from '../tensor/dtype.ts';
import type { DataSource } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import {
  around,
  contains,
  times,
  type ModelCall,
  type ModelRef,
  type Stretch,
  type Timeline,
  type Update,
} from './timeline.ts';

/** An update of a model, with the loops that it stands in. */
export interface Site {
  readonly update: Update;
  readonly model: ModelRef;
  /** Calls of the model in the iteration that the update ends. */
  readonly calls: readonly ModelCall[];
  /** Of the weights, where no call of the model tells it. */
  readonly dtype: DType | null;
  /** One pass through it draws one batch; null: the update stands in no loop. */
  readonly iteration: Stretch | null;
  /** Loops around the update in which the model stays the same, outermost first. */
  readonly loops: readonly Stretch[];
  /** Loops around it that build the model anew. */
  readonly repetitions: readonly Stretch[];
}

/** Its loop goes over data: a source of it, or batches that are there one after the other. */
function hasData(site: Site): boolean {
  return site.iteration !== null && (site.iteration.data !== null || isPass(site));
}

/** The one loop of a training goes once over batches of the program's own. */
function isPass({ iteration, loops }: Site): boolean {
  return iteration?.isPass === true && loops.length === 1;
}

/** The loops around the iteration: passes over the data. */
function outerLoops({ loops, iteration }: Site): readonly Stretch[] {
  const at = iteration === null ? -1 : loops.indexOf(iteration);
  return loops.slice(0, Math.max(at, 0));
}

/** Stretches of the same execution of the iteration's loop: it may branch, and skip the update. */
export function siblings({ stretches }: Timeline, iteration: Stretch): readonly Stretch[] {
  return stretches.filter(({ loop, parent }) => loop === iteration.loop && parent === iteration.parent);
}

/** Samples of the one tensor that every step is given: a step is a pass over it. Null: steps are given others. */
function wholeBatch({ iteration, calls, loops }: Site): number | null {
  const [outermost] = loops;
  if (iteration === null || outermost === undefined || loops.some(({ data }) => data !== null)) return null;
  const [input] = calls[0]?.event.inputs ?? [];
  if (input?.serial === undefined || input.serial > outermost.loop) return null;
  return input.shape[0] ?? null;
}

/** Product of the loops around the data, summed over the stretches of a loop that branches. */
export function epochsOf(timeline: Timeline, site: Site, group: readonly Site[]): Found<number> {
  if (wholeBatch(site) !== null) {
    const detail = atMost(timeline, 'every step goes over all of the data', site.loops);
    const passes = sumOverStretches(group.map(({ loops }) => loops));
    const at = site.iteration?.span;
    return passes instanceof Unknown
      ? missing(passes.reason, passes.span)
      : given(passes, 'code', detail, at);
  }
  if (startsOver(timeline, site)) {
    const reason =
      (isEndedByCount(timeline, site) ? 'a number of steps ends the only pass over the data' : null) ??
      site.iteration?.data?.endlessBy ??
      'one loop goes over the data set again and again: it counts steps';
    return missing(reason, site.iteration?.span);
  }
  const outer = outerLoops(site);
  const span = outer.at(-1)?.span ?? site.update.event.span;
  const detail = atMost(timeline, 'iterations of the loop around the data', outer);
  if (outer.length === 0) {
    const inner = site.iteration === null ? [] : [site.iteration];
    return hasData(site)
      ? given(1, 'code', atMost(timeline, 'one pass over the data', inner), span)
      : missing('the code counts steps, not epochs', site.update.event.span);
  }
  if (countsSteps(timeline, site)) {
    return missing('no data set was found that the loops go over: they count steps', span);
  }
  const total = sumOverStretches(group.map(outerLoops));
  if (endsInMidEpoch(timeline, site, group)) {
    return missing('the loop ends in the middle of an epoch: it counts steps', span);
  }
  return total instanceof Unknown ? missing(total.reason, total.span) : given(total, 'code', detail, span);
}

/**
 * Loops within loops, none of them over data that was found, on batches of nobody knows what. One over a collection is a
 * pass over that, whatever it holds, where another one counts such passes.
 */
function countsSteps(timeline: Timeline, site: Site): boolean {
  if (repeatsBatch(site)) return true;
  const over = site.iteration?.over;
  const isCounted = outerLoops(site).some((loop) => loop.over === 'count' || loop.over === 'condition');
  if (over === 'unknown' || (over === 'collection' && isCounted)) return false;
  if (hasData(site) || outerLoops(site).length === 0) return false;
  // An episode that goes on until something happens is no pass over data, whatever batch its steps are made on.
  const { iteration } = site;
  const isOpen =
    iteration?.over === 'condition' && totalCount(working(timeline, iteration)) instanceof Unknown;
  return isOpen || !batchOf(timeline, site).known;
}

/** The innermost loop makes several updates on one batch that was there before it: it goes over no data. */
function repeatsBatch(site: Site): boolean {
  const { iteration, calls } = site;
  const [input] = calls[0]?.event.inputs ?? [];
  if (iteration === null || hasData(site) || outerLoops(site).length === 0) return false;
  return input?.serial !== undefined && input.serial < iteration.loop;
}

/** Says of a count that something may cut one of its loops short. */
function atMost({ stretches }: Timeline, detail: string, loops: readonly Stretch[]): string {
  const serials = new Set(loops.map(({ loop }) => loop));
  const cut = stretches.find(({ loop, mayEnd }) => mayEnd !== null && serials.has(loop))?.mayEnd ?? null;
  return cut === null ? detail : `${detail}, at most: ${cut}`;
}

/** The last pass over the data is shorter than the others: a number of steps ends it, not of epochs. */
function endsInMidEpoch(timeline: Timeline, site: Site, group: readonly Site[]): boolean {
  const passes = new Map<Stretch, number>();
  for (const { iteration } of group) {
    if (iteration === null || iteration.parent === null || iteration.data === null) return false;
    const batches = totalCount(working(timeline, iteration));
    if (batches instanceof Unknown) return false;
    passes.set(iteration.parent, batches);
  }
  const whole = Math.max(...passes.values());
  const cut = [...passes].filter(([, batches]) => batches < whole - Math.max(1, whole / 100));
  return passes.size > 1 && outerLoops(site).length === 1 && cut.length === 1 && cut[0]?.[0].count === 1;
}

/** The loop over the data has more iterations than the data set has batches. */
function startsOver(timeline: Timeline, site: Site): boolean {
  const { iteration } = site;
  const data = iteration?.data ?? null;
  if (data?.isEndless === true || isEndedByCount(timeline, site) || isCutFromEndless(site)) return true;
  if (iteration === null || data === null || !data.samples.known || !data.batch.known) return false;
  const iterations = totalCount(working(timeline, iteration));
  return (
    !(iterations instanceof Unknown) && iterations > Math.ceil(data.samples.value / data.batch.value) * 1.01
  );
}

function isCutFromEndless(site: Site): boolean {
  return site.iteration?.data?.isCutFromEndless === true && outerLoops(site).length === 0;
}

/** A count ends the only pass over data of which nobody knows how many there are. */
function isEndedByCount(timeline: Timeline, site: Site): boolean {
  const { iteration } = site;
  if (iteration === null || iteration.data === null || outerLoops(site).length > 0) return false;
  const all = siblings(timeline, iteration);
  const isCounted = all.every(({ count }) => !(count instanceof Unknown));
  const isCut = isCounted && all.some(({ mayEnd }) => mayEnd !== null);
  return isCut && !iteration.data.samples.known;
}

/** Sum of the products of counts, each innermost stretch once. */
function sumOverStretches(paths: readonly (readonly Stretch[])[]): number | Unknown {
  let total = 0;
  const seen = new Set<Stretch>();
  for (const path of paths) {
    const innermost = path.at(-1);
    if (innermost === undefined || seen.has(innermost)) continue;
    seen.add(innermost);
    const product = times(path);
    if (product instanceof Unknown) return product;
    total += product;
  }
  return total;
}

/** Updates in all, where there is one loop and no data set to make epochs of. */
export function stepsOf(timeline: Timeline, site: Site, group: readonly Site[]): Found<number> | null {
  if (wholeBatch(site) !== null) return null;
  const isOpen = outerLoops(site).length === 0 && !hasData(site);
  if (
    !isOpen &&
    !countsSteps(timeline, site) &&
    !startsOver(timeline, site) &&
    !endsInMidEpoch(timeline, site, group)
  ) {
    return null;
  }
  const span = site.iteration?.span ?? site.update.event.span;
  if (site.loops.length === 0) return given(group.length, 'code', 'updates outside of any loop', span);
  const total = sumOverStretches(group.map(({ loops }) => loops));
  if (total instanceof Unknown) return missing(total.reason, total.span);
  const passes = site.update.event.passes ?? 1;
  if (passes instanceof Unknown) return missing(passes.reason, passes.span);
  const detail = atMost(timeline, 'iterations of the training loop', site.loops);
  return given(total / passes, 'code', detail, span);
}

export function samplesOf(timeline: Timeline, site: Site, batch: Found<number>): Found<number> {
  const { iteration, update } = site;
  const whole = wholeBatch(site);
  if (whole !== null) return given(whole, 'code', 'first axis of what every step is given', iteration?.span);
  const data = iteration?.data ?? null;
  if (isCutFromEndless(site)) {
    return missing('the data set starts over as often as the steps need it', iteration?.span);
  }
  if (iteration !== null && data !== null) {
    const found = drawn(timeline, iteration, data);
    return found.known ? { ...found, detail: atMost(timeline, found.detail, [iteration]) } : found;
  }
  const ofDraws = drawnByNext(timeline, site);
  if (ofDraws !== null) return ofDraws.samples;
  const none = missing('no data set was found that the training draws from', update.event.span);
  const counts = isPass(site) || (outerLoops(site).length > 0 && !repeatsBatch(site));
  if (iteration === null || !counts || !batch.known) return none;
  const iterations = totalCount(working(timeline, iteration));
  if (iterations instanceof Unknown) return missing(iterations.reason, iterations.span);
  const passes = accumulated(timeline, site);
  if (passes instanceof Unknown) return missing(passes.reason, passes.span);
  const micro = batch.value / passes;
  return given(iterations * micro, 'code', 'iterations per epoch times the batch', iteration.span);
}

/** The data set of the batches that one loop takes one by one, again and again; null: there are several, or none. */
function drawnByNext(timeline: Timeline, site: Site): DataSource | null {
  const { iteration } = site;
  if (iteration === null || outerLoops(site).length > 0) return null;
  const sources = timeline.draws.flatMap(({ index, source }) => (contains(iteration, index) ? [source] : []));
  const names = new Set(sources.map(({ name, batch }) => `${name ?? ''}|${batch.known ? batch.value : ''}`));
  return names.size === 1 ? (sources[0] ?? null) : null;
}

/** The samples of a data set, or fewer where the loop over it ends early. */
export function drawn(timeline: Timeline, iteration: Stretch, data: DataSource): Found<number> {
  const { samples, batch, dropLast } = data;
  if (data.isEndless === true) return samples;
  const iterations = totalCount(working(timeline, iteration));
  if (!samples.known || !batch.known || iterations instanceof Unknown) return samples;
  const full = samples.value / batch.value;
  const whole = dropLast ? Math.floor(full) : Math.ceil(full);
  // Counts of branches are rounded; what ends an epoch early takes more than that away.
  if (iterations >= whole - Math.max(1, whole / 100)) return samples;
  const detail = `${iterations} of the ${whole} batches of ${data.name ?? 'the data set'}`;
  return given(iterations * batch.value, 'code', detail, iteration.span);
}

/** The iterations in which a model is called or trained: others skip their batch, or only end the loop. */
function working(timeline: Timeline, iteration: Stretch): readonly Stretch[] {
  const { calls, updates, backwards } = timeline;
  return siblings(timeline, iteration).filter((stretch) => {
    const holds = (index: number): boolean => contains(stretch, index);
    return (
      calls.some(({ index }) => holds(index)) ||
      updates.some(({ index }) => holds(index)) ||
      backwards.some(holds)
    );
  });
}

export function totalCount(stretches: readonly Stretch[]): number | Unknown {
  let total = 0;
  for (const { count } of stretches) {
    if (count instanceof Unknown) return count;
    total += count;
  }
  return total;
}

/** Samples between two updates: the batch of the data, or the first axis of the input. */
export function batchOf(timeline: Timeline, site: Site): Found<number> {
  const base = site.iteration?.data?.batch ?? batchOfInput(site);
  const passes = accumulated(timeline, site);
  if (passes instanceof Unknown) return missing(passes.reason, passes.span);
  if (passes === 1 || !base.known) return base;
  return { ...base, value: base.value * passes, detail: `${base.detail}, accumulated ${passes} times` };
}

function batchOfInput({ calls, update }: Site): Found<number> {
  for (const { event } of calls) {
    const [input] = event.inputs;
    const size = input?.shape[0];
    // One axis of numbers may be that of a sample.
    if (input?.shape.length === 1 && isFloating(input.dtype)) continue;
    if (size !== undefined) return given(size, 'code', 'first axis of the input', event.span);
  }
  return missing('the batch could not be determined', update.event.span);
}

/** Backward passes between two updates. */
export function accumulated(timeline: Timeline, site: Site): number | Unknown {
  const { iteration, update } = site;
  if (update.event.passes !== undefined) return update.event.passes;
  if (iteration === null) return 1;
  const across = acrossIterations(timeline, site, iteration);
  if (across instanceof Unknown) return across;
  const within = withinIteration(timeline, site, iteration);
  return within instanceof Unknown ? within : across * within;
}

/** Iterations in which gradients are computed, per iteration with an update. */
function acrossIterations(timeline: Timeline, { update }: Site, iteration: Stretch): number | Unknown {
  let computing = 0;
  let updating = 0;
  let uncounted: Unknown | null = null;
  let isMixed = false;
  const all = siblings(timeline, iteration);
  const isShared = all.some(({ share }) => share !== null);
  for (const stretch of all) {
    // Those that were run one by one before are few.
    const counted = isShared ? (stretch.share ?? 0) : stretch.count;
    if (counted instanceof Unknown) uncounted = counted;
    const count = counted instanceof Unknown ? 1 : counted;
    const holds = (index: number): boolean => contains(stretch, index);
    const within = timeline.updates.filter(({ index }) => holds(index));
    const updates = within.some(({ event }) => event.optimizer === update.event.optimizer);
    if (updates) updating += count;
    // What an update of another model takes up is not accumulated for this one.
    const accumulates = within.length === 0 && timeline.accumulating.some(holds);
    if (updates || accumulates) computing += count;
    isMixed ||= accumulates;
  }
  // Of iterations of one kind it does not matter how many there are.
  if (uncounted !== null && isMixed && updating > 0) return uncounted;
  return updating === 0 ? 1 : Math.max(1, Math.round(computing / updating));
}

/** Passes of loops inside the iteration that compute gradients and leave the update to the end. */
function withinIteration(timeline: Timeline, site: Site, iteration: Stretch): number | Unknown {
  const { calls, update } = site;
  const place = calls[0] ?? firstBackward(timeline, update, iteration);
  if (place === null) return 1;
  const holds = (stretch: Stretch, indices: readonly number[]): boolean =>
    indices.some((index) => contains(stretch, index));
  const updates = timeline.updates.map(({ index }) => index);
  // An update in there takes up what is computed there, for another model.
  const inner = innerLoops(place, iteration, update).filter(
    (stretch) => holds(stretch, timeline.accumulating) && !holds(stretch, updates),
  );
  let product = 1;
  for (const stretch of inner) {
    const total = totalCount(siblings(timeline, stretch));
    if (total instanceof Unknown) return total;
    product *= total;
  }
  return product;
}

/** Where no call of the model was seen: the innermost loop around the first gradients of the iteration. */
function firstBackward(
  { accumulating, stretches }: Timeline,
  update: Update,
  iteration: Stretch,
): Pick<ModelCall, 'within'> | null {
  const index = accumulating.find((one) => contains(iteration, one) && one < update.index);
  if (index === undefined) return null;
  return { within: stretches.findLast((stretch) => contains(stretch, index)) ?? null };
}

/** Loops between the iteration and a call in it, without the update. */
export function innerLoops(
  call: Pick<ModelCall, 'within'>,
  iteration: Stretch,
  update: Update,
): readonly Stretch[] {
  return around(call.within, update.search).filter(
    (stretch) => stretch.begin > iteration.begin && !contains(stretch, update.index),
  );
}
