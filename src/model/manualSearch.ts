/** Trainings that loops repeat with models made anew: searches and folds without any tool. */
import { Unknown } from '../python/runtime/values.ts';
import type { SearchBeginEvent } from '../trace/events.ts';
import { given, missing, type Found } from '../units/found.ts';
import { siblings, totalCount, type Site } from './factors.ts';
import type { Training } from './recipe.ts';
import { groupedBy, placeOf, times, type Stretch, type Timeline } from './timeline.ts';

interface Repeated {
  readonly group: readonly Site[];
  readonly training: Training;
}

/** One of the trainings that the loops of a search repeat, and how often it is meant. */
export interface Candidate {
  readonly training: Training;
  readonly fits: number;
}

/** Trainings at one place in a loop that makes their models are the fits of one search. */
export function manualSearch(
  timeline: Timeline,
  found: readonly Repeated[],
): {
  readonly trainings: readonly Training[];
  readonly searches: readonly SearchBeginEvent[];
  readonly candidates: ReadonlyMap<SearchBeginEvent, readonly Candidate[]>;
} {
  const trainings: Training[] = [];
  const followed = new Map<SearchBeginEvent, readonly Candidate[]>();
  const searches: SearchBeginEvent[] = [];
  const byPlace = groupedBy(found, ({ group, training }) => {
    const [outermost] = group[0]?.repetitions ?? [];
    return outermost === undefined || training.search !== null
      ? `${training.model.serial}`
      : `${training.model.className}|${placeOf(training.span)}|${outermost.loop}`;
  });
  for (const alike of byPlace.values()) {
    const [first] = alike;
    if (first === undefined) continue;
    const loops = first.training.search === null ? (first.group[0]?.repetitions ?? []) : [];
    const fits = fitsOf(alike);
    const isOne = loops.length === 0 || (fits.known && fits.value <= 1);
    if (isOne) {
      trainings.push(...alike.map(({ training }) => training));
      continue;
    }
    const search: SearchBeginEvent = {
      type: 'search-begin',
      ...candidates(timeline, first.training.model.unknown === undefined ? fits : maybe(fits, loops), loops),
      includesFinalTraining: 'no',
      span: loops[0]?.span ?? null,
    };
    searches.push(search);
    const { serial, unknown } = first.training.model;
    // Of a model that could not be read nobody can tell whether the same one is trained again.
    const one =
      unknown === undefined ? alike.filter(({ training }) => training.model.serial === serial) : [first];
    trainings.push(...one.map(({ training }) => ({ ...training, search })));
    const each = fitsOfEach(alike);
    if (unknown !== undefined || each instanceof Unknown) continue;
    followed.set(
      search,
      alike.map(({ training }, i) => ({ training: { ...training, search }, fits: each[i] ?? 0 })),
    );
  }
  return { trainings, searches, candidates: followed };
}

/** Where the model could not be read, a loop that makes its optimiser anew may make it anew as well, or not. */
function maybe(fits: Found<number>, loops: readonly Stretch[]): Found<number> {
  if (!fits.known) return fits;
  const reason =
    'the loop makes optimisers of a model that could not be read: candidates, or parts of one training';
  return missing(reason, loops[0]?.span);
}

/** Folds are not candidates: they are the fits of one. */
function candidates(
  timeline: Timeline,
  fits: Found<number>,
  loops: readonly Stretch[],
): Pick<SearchBeginEvent, 'tool' | 'trials' | 'fitsPerTrial'> {
  let folds = 1;
  for (const loop of loops.filter(({ isFold }) => isFold)) {
    const total = totalCount(siblings(timeline, loop));
    folds *= total instanceof Unknown ? 1 : total;
  }
  const trials = fits.known ? { ...fits, value: Math.max(1, Math.round(fits.value / folds)) } : fits;
  return folds === 1
    ? { tool: 'loop', trials, fitsPerTrial: given(1, 'code', 'each candidate is trained once') }
    : {
        tool: 'cross-validation',
        trials,
        fitsPerTrial: given(folds, 'code', 'folds of the cross-validation', loops[0]?.span ?? null),
      };
}

/** How often the loops make a model, over the iterations that were followed one by one. */
function fitsOf(alike: readonly Repeated[]): Found<number> {
  const each = fitsOfEach(alike);
  if (each instanceof Unknown) return missing(each.reason, each.span);
  const total = each.reduce((sum, fits) => sum + fits, 0);
  const span = alike[0]?.group[0]?.repetitions[0]?.span ?? null;
  return given(total, 'code', 'iterations of the loop that makes the models', span);
}

function fitsOfEach(alike: readonly Repeated[]): readonly number[] | Unknown {
  const seen = new Set<Stretch>();
  const each: number[] = [];
  for (const { group } of alike) {
    let fits = 0;
    for (const { repetitions } of group) {
      const innermost = repetitions.at(-1);
      if (innermost === undefined || seen.has(innermost)) continue;
      seen.add(innermost);
      const product = times(repetitions);
      if (product instanceof Unknown) return product;
      fits += product;
    }
    each.push(fits);
  }
  return each;
}
