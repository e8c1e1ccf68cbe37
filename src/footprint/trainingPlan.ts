/** What is trained how often: the trainings of a model as the code and the person say. */
import type { Overrides } from '../config/configuration.ts';
import { byStrength, stronger } from '../config/precedence.ts';
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { Training } from '../model/recipe.ts';
import { given, missing, type Found, type Given } from '../units/found.ts';
import type { SourceSpan } from '../units/span.ts';

type SearchEvent = NonNullable<Training['search']>;

/** One training: the factors of T. */
export interface Plan {
  readonly samples: Found<number>;
  readonly epochs: Found<number>;
  readonly batch: Found<number>;
  /** Passes whose gradients are accumulated into one update. */
  readonly passesPerUpdate: number;
  /** The batch is another than the one that the code trains with. */
  readonly batchIsSet: boolean;
  /** Each device's own process loads batches of its own; `batch` is that of all of them together. */
  readonly isPerProcess: boolean;
  readonly steps: Found<number> | null;
  readonly validationSamples: Found<number>;
  readonly optimizer: Training['optimizer'];
  readonly precision: Found<string> | null;
  readonly mode: Found<string> | null;
  readonly span: SourceSpan | null;
}

export interface SearchPlan {
  /** Candidates. */
  readonly trials: Found<number>;
  /** Trainings of one candidate. */
  readonly fitsPerTrial: Found<number>;
  readonly includesFinalTraining: 'yes' | 'no' | 'unknown';
  /** What one fit trains. */
  readonly fit: readonly Plan[];
  /** Candidates that differ, each with its fits; left out: `fit` stands for all. */
  readonly candidates?: readonly CandidatePlan[];
}

export interface CandidatePlan {
  readonly analysis: ModelAnalysis;
  readonly fit: readonly Plan[];
  readonly fits: number;
}

export interface Plans {
  /** What T stands for; empty: nothing is trained. */
  readonly training: readonly Plan[];
  /** T is one fit of the search: there is no training besides. */
  readonly trainingIsAFit: boolean;
  readonly searches: readonly SearchPlan[];
}

export function plansOf(analysis: ModelAnalysis, overrides: Overrides): Plans {
  const searches = [
    ...new Set([...analysis.searches, ...analysis.trainings.flatMap(({ search }) => search ?? [])]),
  ];
  const outside = analysis.trainings.filter(({ search }) => search === null);
  const inSearch = (search: SearchEvent | undefined): Training[] =>
    search === undefined ? [] : analysis.trainings.filter((training) => training.search === search);
  const own = outside.length > 0 ? outside : inSearch(searches[0]);
  const devices = overrides.devices?.value ?? 1;
  const training = withOverrides(
    own.map((one) => planOf(one, devices)),
    overrides,
  );
  const trainingIsAFit = outside.length === 0 && searches.length > 0;
  return {
    training,
    trainingIsAFit,
    searches: searchPlans(
      searches.map((search, i): SearchPlan => {
        const within = inSearch(search);
        const isT = within.length === 0 || (trainingIsAFit && i === 0);
        const candidates = (analysis.candidates ?? [])
          .filter((one) => one.search === search)
          .map(({ analysis: own, fits }): CandidatePlan => ({
            analysis: own,
            fit: withOverrides(
              own.trainings.map((one) => planOf(one, devices)),
              overrides,
            ),
            fits,
          }));
        const fit = isT ? training : within.map((one) => planOf(one, devices));
        return { ...search, fit, ...(candidates.length === 0 ? {} : { candidates }) };
      }),
      training,
      overrides,
    ),
  };
}

/** The same searches in the batches of another candidate; null where these are no others. */
export function inBatchesOf(plans: Plans, other: Plans): Plans | null {
  const searches = plans.searches.map((search, i) => {
    const fit = search.fit.map((plan, j): Plan => {
      const batch = other.searches[i]?.fit[j]?.batch;
      if (batch?.known !== true || !plan.batch.known || batch.value === plan.batch.value) return plan;
      return { ...plan, batch, batchIsSet: true };
    });
    return { ...search, fit };
  });
  const isOther = searches.some(({ fit }, i) => fit.some((plan, j) => plan !== plans.searches[i]?.fit[j]));
  return isOther ? { ...plans, searches } : null;
}

/** A number of trials that a person gives is one more way to say that there is a search. */
function searchPlans(
  found: readonly SearchPlan[],
  training: readonly Plan[],
  { trials }: Overrides,
): SearchPlan[] {
  const [first, ...others] = found;
  if (first === undefined) {
    if (trials === undefined || training.length === 0) return [];
    const fitsPerTrial = given(1, 'default', 'each candidate is trained once');
    return [{ trials, fitsPerTrial, includesFinalTraining: 'no', fit: training }];
  }
  return [{ ...first, trials: stronger(trials, first.trials) }, ...others];
}

/** Modules that mean one process for each device, with a loader of its own. */
const PER_PROCESS: ReadonlySet<string> = new Set(['DistributedDataParallel', 'FullyShardedDataParallel']);

/** @param devices that train together */
function planOf({ model: _, stepEvents, search: __, ...plan }: Training, devices: number): Plan {
  const wrapper = stepEvents.find((event) => event.type === 'enter' && PER_PROCESS.has(event.className));
  const { batch } = plan;
  if (wrapper?.type !== 'enter' || devices === 1 || !batch.known) {
    return { ...plan, batchIsSet: false, isPerProcess: false };
  }
  const detail = `${batch.value} samples in each of ${devices} processes (${wrapper.className})`;
  return {
    ...plan,
    batch: { ...batch, value: batch.value * devices, detail },
    batchIsSet: false,
    isPerProcess: true,
  };
}

/** What a person says of the training holds for it as a whole; several trainings then count as one. */
function withOverrides(plans: readonly Plan[], overrides: Overrides): Plan[] {
  const { samples, epochs, steps, trainingBatch, trainingHours } = overrides;
  const [first] = plans;
  const said = [samples, epochs, steps, trainingBatch, first === undefined ? trainingHours : undefined];
  if (said.every((one) => one === undefined)) return [...plans];
  if (first === undefined) {
    return [
      {
        samples: samples ?? missing('the code trains nothing that was found; samples were not given'),
        epochs: epochs ?? missing('the code trains nothing that was found; epochs were not given'),
        batch:
          trainingBatch ?? missing('the code trains nothing that was found; no training batch was given'),
        passesPerUpdate: 1,
        batchIsSet: trainingBatch !== undefined,
        isPerProcess: false,
        steps: steps !== undefined && epochs === undefined ? steps : null,
        validationSamples: given(0, 'default', 'no validation was found in the code'),
        optimizer: null,
        precision: null,
        mode: null,
        span: null,
      },
    ];
  }
  const apply = (plan: Plan): Plan => {
    const batch = stronger(trainingBatch, plan.batch);
    const batchIsSet = batch.known && !(plan.batch.known && plan.batch.value === batch.value);
    const counted = {
      ...plan,
      samples: stronger(samples, plan.samples),
      epochs: stronger(epochs, plan.epochs),
      batch,
      batchIsSet,
      isPerProcess: plan.isPerProcess && !batchIsSet,
      passesPerUpdate: batchIsSet ? 1 : plan.passesPerUpdate,
    };
    if (steps !== undefined && !isWeaker(steps, epochs) && !isWeaker(steps, plan.steps)) {
      return { ...counted, steps, epochs: missing('steps are said instead', steps.span) };
    }
    return counted.samples.known && counted.epochs.known ? { ...counted, steps: null } : counted;
  };
  const applied = apply(first);
  const changed = applied.samples !== first.samples || applied.epochs !== first.epochs;
  return changed ? [applied] : plans.map(apply);
}

function isWeaker(said: Given<number>, other: Found<number> | null | undefined): boolean {
  return other?.known === true && byStrength(other, said) < 0;
}

/** Samples that a training draws in all: D · E, or steps · B where the code counts steps. */
export function samplesDrawn({ samples, epochs, steps, batch }: Plan): Found<number> {
  if (steps !== null && !(samples.known && epochs.known)) {
    if (!steps.known) return steps;
    return batch.known ? { ...steps, value: steps.value * batch.value } : batch;
  }
  if (!samples.known) return samples;
  return epochs.known ? { ...samples, value: samples.value * epochs.value } : epochs;
}

/** Trainings that one search runs: trials · fits of each. */
export function fitsOf({ trials, fitsPerTrial }: SearchPlan): Found<number> {
  if (!trials.known) return trials;
  return fitsPerTrial.known ? { ...trials, value: trials.value * fitsPerTrial.value } : fitsPerTrial;
}
