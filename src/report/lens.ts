import type { Figure, Footprint, SearchFootprint, TrainingFootprint } from '../footprint/schema.ts';
import { describeRanges } from '../units/ranges.ts';
import {
  asEnergy,
  formatBandOf,
  formatEnds,
  formatFactor,
  formatFigure,
  formatValue,
  isUnknown,
  measuredMark,
} from './figures.ts';

/** The stages of a life cycle, in the order of their lenses. Every model has all three, always. */
export const STAGES = ['inference', 'training', 'search'] as const;
export type Stage = (typeof STAGES)[number];

/** Factors a person can be asked for when the code does not tell them. */
export type TrainingFactor = 'samples' | 'epochs' | 'trainingBatch' | 'trials';

/** How a factor is called in a sentence. */
const LABELS: Readonly<Record<TrainingFactor, string>> = {
  samples: 'samples',
  epochs: 'epochs',
  trainingBatch: 'batch',
  trials: 'trials',
};

export interface LensTitle {
  readonly text: string;
  /** The factor that a click should ask for; null: a click opens the report. */
  readonly ask: TrainingFactor | null;
}

const MAX_REASON = 60;

/** The text over a model for one stage; the same footprint gives the same text, byte for byte. */
export function lensTitle(footprint: Footprint, stage: Stage): LensTitle {
  switch (stage) {
    case 'inference':
      return { text: inferenceTitle(footprint), ask: null };
    case 'training':
      return trainingTitle(footprint.training);
    case 'search':
      return searchTitle(footprint.search);
  }
}

function inferenceTitle({ inference, completeness }: Footprint): string {
  const { energy } = inference;
  if (energy.value === null && isUnknown(energy)) return `I unknown: ${shorten(energy.reason)}`;
  const partial = completeness.level === 'partial' && energy.value !== null ? ' partial' : '';
  return `I ${formatValue(energy, asEnergy)}/inference${partial}${measuredMark(energy)}${formatBandOf(energy, asEnergy)}`;
}

function trainingTitle(training: TrainingFootprint | null): LensTitle {
  if (training === null) return { text: 'T: none found, set samples…', ask: 'samples' };
  const ask = missingFactor(training);
  const title = `T ${formatFigure(training.energy, asEnergy)} = ${trainingFactors(training)}`;
  return { text: ask === null ? title : `${title}: set ${LABELS[ask]}…`, ask };
}

/** The first factor without which T cannot be known. */
function missingFactor({ factors }: TrainingFootprint): TrainingFactor | null {
  if (factors.timeBased !== null) return null;
  if (typeof factors.steps?.value === 'number') return factors.batch.value === null ? 'trainingBatch' : null;
  if (factors.samples.value === null) return 'samples';
  if (factors.epochs.value === null) return 'epochs';
  return factors.batch.value === null ? 'trainingBatch' : null;
}

/**
 * `I(B 64) × D 60,000 × E 10 × overhead 3.1`: what T is made of, Gitzel's symbols, unknown ones as `?`. A sample costs
 * less in a batch than alone, so this I is not that of the first lens.
 */
export function trainingFactors({ factors }: TrainingFootprint): string {
  const { samples, epochs, steps, batch, timeBased } = factors;
  if (timeBased !== null) return `${formatFactor(timeBased.hours)} h × ${formatFactor(timeBased.watts)} W`;
  const amount =
    steps !== null && (samples.value === null || epochs.value === null)
      ? [`${formatFactor(steps)} steps`, `B ${formatFactor(batch)}`]
      : [`D ${formatFactor(samples)}`, `E ${formatFactor(epochs)}`];
  return [`I(B ${formatFactor(batch)})`, ...amount, `overhead ${formatFactor(factors.overhead)}`].join(' × ');
}

function searchTitle(search: SearchFootprint | null): LensTitle {
  if (search === null) return { text: 'CT: none found, set trials…', ask: 'trials' };
  const title = `CT ${formatFigure(search.energy, asEnergy)} = ${searchFactors(search)}`;
  const ask = search.trials.value === null && search.fits.value === null ? 'trials' : null;
  return { text: ask === null ? title : `${title}: set trials…`, ask };
}

/** `H 100 × T`, `H 6, each its own T`, `H ? × T`, or `100 trials, 300 fits` where a candidate is trained more than once. */
export function searchFactors({ trials, fits, groups }: SearchFootprint): string {
  if (trials.value === fits.value && groups.length > 1) return `H ${formatFactor(trials)}, each its own T`;
  if (trials.value === fits.value) return `H ${formatFactor(trials)} × T`;
  return `${formatFactor(trials)} trials, ${formatFactor(fits)} fits`;
}

/** `12–480 kJ at the ends of its values: n_layers 1–3, hidden 32–512`; empty where they are not known to differ. */
export function searchCandidates({ candidates, groups }: SearchFootprint): string {
  if (candidates === undefined) return perCandidate(groups);
  const { least, most, values } = candidates;
  return `${betweenEnds(least, most)}: ${describeRanges(values)}`;
}

/** Of candidates that were followed one by one. */
function perCandidate(groups: SearchFootprint['groups']): string {
  const known = groups.map(({ energyPerFit }) => energyPerFit.value).filter((value) => value !== null);
  if (groups.length < 2 || known.length < groups.length) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return isSame(low, high) ? '' : `${formatEnds(low, high, asEnergy)} for a candidate`;
}

/** As far as it is shown. */
function isSame(low: number, high: number): boolean {
  return asEnergy(low, 3) === asEnergy(high, 3);
}

function betweenEnds(least: Figure, most: Figure): string {
  if (least.value === null) return `not known at the ends of its values (${least.reason})`;
  if (most.value === null) return `not known at an end of its values (${most.reason})`;
  return isSame(least.value, most.value)
    ? 'equal at the ends of its values'
    : `${formatEnds(least.value, most.value, asEnergy)} at the ends of its values`;
}

function shorten(reason: string): string {
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON - 1).trimEnd()}…`;
}
