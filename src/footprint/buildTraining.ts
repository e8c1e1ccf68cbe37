/** The training and search parts of a footprint. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { scale, sum, unknown, type Amount } from '../cost/amount.ts';
import { carbon, facilityEnergy } from '../cost/lifeCycle.ts';
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import { missing, type Found, type Given } from '../units/found.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { machine } from './buildInference.ts';
import { costModelOn, factorOf, figureOf, placeOf } from './figures.ts';
import type { Assumption, Factor, SearchFootprint, TrainingFootprint } from './schema.ts';
import { timeLabel, type Stage } from './stage.ts';
import type { TrainingModel } from './trainingModel.ts';
import { planEnergy, sumOfPlans, type PlanEnergy } from './trainingEnergy.ts';
import {
  fitsOf,
  samplesDrawn,
  type CandidatePlan,
  type Plan,
  type Plans,
  type SearchPlan,
} from './trainingPlan.ts';

export interface TrainingPart {
  readonly training: TrainingFootprint;
  /** T, PUE included. */
  readonly energy: Amount<Joules>;
  readonly time: Amount<Seconds>;
  readonly assumptions: readonly Assumption[];
}

const TIME_BASED = 'Strubell et al. 2020, equation 1: t · (p_c + p_r + g · p_g)';

const NO_OVERHEAD: Factor = {
  value: null,
  reason: 'the training is reckoned from its hours and watts',
  source: TIME_BASED,
};

/** Null: nothing is trained. */
export function buildTraining(
  analysis: ModelAnalysis,
  plans: readonly Plan[],
  stage: Stage,
  model: TrainingModel,
): TrainingPart | null {
  const energies = plans.map((plan) => planEnergy(analysis, plan, stage, model));
  // of several, those that draw nothing have no share in what the factors say
  const first = energies.find(({ plan }) => !drawsNothing(plan)) ?? energies[0];
  if (first === undefined) return null;
  const { timed } = model;
  const itEnergy = timed?.itEnergy ?? sumOfPlans(energies.map((one) => one.itEnergy));
  const energy = facilityEnergy(itEnergy, stage.site);
  const time = timed?.time ?? sumOfPlans(energies.map((one) => one.time));
  const validation = sum(energies.map((one) => one.validation));
  const { region, pue } = stage.settings;
  const computed = costModelOn(stage.platform);
  const by = timed === null ? computed : TIME_BASED;
  // Hours and watts that were said need no correction.
  const measured = timed === null ? (stage.correction?.label ?? null) : null;
  return {
    training: {
      ...machine(stage),
      itEnergy: figureOf(itEnergy, by, measured),
      energy: figureOf(energy, `${by}; PUE ${pue.value.value}`, measured),
      time: figureOf(time, by, timed === null ? timeLabel(stage) : null),
      carbon: figureOf(carbon(energy, stage.site), `${by}; ${region.value.source}`, measured),
      factors: {
        ...counts(plans, first.plan),
        inferenceEnergyAtTrainingBatch: figureOf(first.forward, computed, stage.correction?.label ?? null),
        overhead: timed === null ? overheadOf(energies, first) : NO_OVERHEAD,
        overheadByGitzel: {
          value: DEFAULTS.overheadByGitzel.value,
          source: 'Gitzel et al. 2023: loss, backward pass and update are 80 % of a training',
        },
        devices: factorOf(model.devices),
        scalingEfficiency: factorOf(first.efficiency),
        timeBased:
          timed === null
            ? null
            : { hours: factorOf(timed.hours, 'configuration'), watts: factorOf(timed.watts) },
        validation: {
          samples: factorOf(validationSamples(plans, first.plan)),
          energy: figureOf(validation, computed, stage.correction?.label ?? null),
        },
      },
    },
    energy,
    time,
    assumptions: [
      ...(timed?.assumptions ?? first.assumptions),
      ...(plans.length > 1 ? plans.map(listed) : []),
    ],
  };
}

/** Several trainings count as one whose epochs (or steps) make up for all samples that are drawn. */
function counts(
  plans: readonly Plan[],
  first: Plan,
): Pick<TrainingFootprint['factors'], 'samples' | 'epochs' | 'batch' | 'steps'> {
  const { samples, epochs, batch, steps } = first;
  const drawn = total(plans.map(samplesDrawn));
  const several = `sum of ${plans.length} trainings in the code`;
  const combined = (per: number, of: Given<number>): Given<number> =>
    plans.length > 1 && drawn.known && per > 0 ? { ...of, value: drawn.value / per, detail: several } : of;
  const whole = (found: Found<number>, per: Found<number>): Found<number> =>
    found.known && per.known ? combined(per.value, found) : found;
  const countsSteps = steps !== null && !(samples.known && epochs.known);
  return {
    samples: factorOf(samples),
    epochs: factorOf(countsSteps ? epochs : whole(epochs, samples)),
    batch: factorOf(batch),
    steps: steps === null ? null : factorOf(countsSteps ? whole(steps, batch) : steps),
  };
}

/** Over empty data: `len` of a list that nothing was put into. */
function drawsNothing(plan: Plan): boolean {
  const drawn = samplesDrawn(plan);
  return drawn.known && drawn.value === 0;
}

function total(parts: readonly Found<number>[]): Found<number> {
  const [first = missing('nothing is trained')] = parts;
  let value = 0;
  for (const part of parts) {
    if (!part.known) return part;
    value += part.value;
  }
  return first.known ? { ...first, value } : first;
}

function validationSamples(plans: readonly Plan[], first: Plan): Found<number> {
  return plans.length === 1 ? first.validationSamples : total(plans.map((plan) => plan.validationSamples));
}

/** Of several trainings: what their energies make of the first one's forward pass. */
function overheadOf(energies: readonly PlanEnergy[], { overhead, forward, plan }: PlanEnergy): Factor {
  const factor = factorOf(overhead);
  if (energies.length === 1 || forward.state !== 'known' || factor.value === null) return factor;
  const drawn = total(energies.map((one) => samplesDrawn(one.plan)));
  const trained = sum(energies.map((one) => one.trained));
  if (!drawn.known || drawn.value === 0 || trained.state !== 'known') return factor;
  const value = trained.estimate.value / (forward.estimate.value * drawn.value);
  const range = plan.span === null ? {} : { range: placeOf(plan.span) };
  return { value, source: `mean of ${energies.length} trainings; first: ${factor.source}`, ...range };
}

function listed({ samples, epochs, steps, batch, span }: Plan, index: number): Assumption {
  const part = (name: string, found: Found<number> | null): string =>
    found === null ? '' : `${name} ${found.known ? found.value : '?'}`;
  const text = [part('D', samples), part('E', epochs), part('steps', steps), part('B', batch)]
    .filter((one) => one !== '')
    .join(', ');
  return {
    name: `training.${index + 1}`,
    value: text,
    unit: null,
    source: 'several trainings of this model are counted together',
    ...(span === null ? {} : { range: placeOf(span) }),
  };
}

export interface SearchPart {
  readonly search: SearchFootprint;
  /** CT, PUE included. */
  readonly energy: Amount<Joules>;
  /** On all devices of a fit, one fit after the other. */
  readonly time: Amount<Seconds>;
}

/** CT: the sum over all fits of all searches. Null: there is no search. */
export function buildSearch(
  analysis: ModelAnalysis,
  plans: Plans,
  stage: Stage,
  model: TrainingModel,
): SearchPart | null {
  const { searches, trainingIsAFit } = plans;
  const [first] = searches;
  if (first === undefined) return null;
  const costed = searches.flatMap((plan) => {
    // Hours that were said are those of T; a fit that trains something else is computed.
    const timed = plan.fit === plans.training ? model.timed : null;
    if (timed === null && plan.candidates !== undefined) {
      return candidateCosts(plan.candidates, plan, stage, model);
    }
    const parts = plan.fit.map((one) => planEnergy(analysis, one, stage, model));
    const fit = timed?.itEnergy ?? sumOfPlans(parts.map(({ itEnergy }) => itEnergy));
    const perFit = plan.fit.length === 0 ? unknown<Joules>(NO_FIT) : facilityEnergy(fit, stage.site);
    const time = timed?.time ?? sumOfPlans(parts.map((part) => part.time));
    const timePerFit = plan.fit.length === 0 ? unknown<Seconds>(NO_FIT) : time;
    return [{ perFit, timePerFit, fits: fitsOf(plan) }];
  });
  const ofAll = <Q extends Joules | Seconds>(perFit: Amount<Q>, fits: Found<number>): Amount<Q> =>
    fits.known ? scale(perFit, fits.value) : unknown<Q>(fits.reason);
  const energy = sumOfPlans(costed.map(({ perFit, fits }) => ofAll(perFit, fits)));
  const time = sumOfPlans(costed.map(({ timePerFit, fits }) => ofAll(timePerFit, fits)));
  const { region } = stage.settings;
  const by = costModelOn(stage.platform);
  const measured = stage.correction?.label ?? null;
  const { device, region: place, pue } = machine(stage);
  return {
    search: {
      device,
      region: place,
      pue,
      energy: figureOf(energy, by, measured),
      carbon: figureOf(carbon(energy, stage.site), `${by}; ${region.value.source}`, measured),
      trials: factorOf(total(searches.map(({ trials }) => trials))),
      fits: factorOf(total(searches.map(fitsOf))),
      includesFinalTraining: trainingIsAFit ? 'yes' : includesFinal(searches),
      groups: costed.flatMap(({ perFit, fits }) =>
        fits.known ? [{ fits: fits.value, energyPerFit: figureOf(perFit, by, measured) }] : [],
      ),
    },
    energy,
    time,
  };
}

const NO_FIT = 'no training was found inside the search';

interface FitCost {
  readonly perFit: Amount<Joules>;
  readonly timePerFit: Amount<Seconds>;
  readonly fits: Found<number>;
}

/** Of candidates that were followed one by one; more fits than these that a person says are as these are. */
function candidateCosts(
  candidates: readonly CandidatePlan[],
  plan: SearchPlan,
  stage: Stage,
  model: TrainingModel,
): FitCost[] {
  const followed = candidates.reduce((sum, { fits }) => sum + fits, 0);
  const all = fitsOf(plan);
  return candidates.map(({ analysis, fit, fits }) => {
    const parts = fit.map((one) => planEnergy(analysis, one, stage, model));
    return {
      perFit: facilityEnergy(sumOfPlans(parts.map(({ itEnergy }) => itEnergy)), stage.site),
      timePerFit: sumOfPlans(parts.map(({ time }) => time)),
      fits: all.known ? { ...all, value: (all.value * fits) / followed } : all,
    };
  });
}

function includesFinal(searches: readonly SearchPlan[]): SearchFootprint['includesFinalTraining'] {
  const said = new Set(searches.map(({ includesFinalTraining }) => includesFinalTraining));
  if (said.has('yes')) return 'yes';
  return said.has('unknown') ? 'unknown' : 'no';
}
