/** CT over all candidates of a search: what it would be if all were at one end of their values, or at the other. */
import { known, unknown, type Amount } from '../cost/amount.ts';
import { bandOf, combineBands, spanning, withBand } from '../cost/band.ts';
import { carbon } from '../cost/lifeCycle.ts';
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { SuggestionEvent } from '../trace/events.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { describeRanges } from '../units/ranges.ts';
import type { SearchPart } from './buildTraining.ts';
import { figureOf, placeOf } from './figures.ts';
import type { Assumption, SearchFootprint } from './schema.ts';
import type { EndAnalysis, SearchEnds } from './searchEnds.ts';
import type { Stage } from './stage.ts';

const STANDS_FOR_ALL =
  'a candidate with values from the middle of these ranges stands for all of the search; the range of CT spans ' +
  'candidates with all values at their lowest and all at their highest, each in the largest and the smallest batch';

interface Known {
  readonly suggestions: readonly SuggestionEvent[];
  readonly ends: SearchEnds;
  readonly stage: Stage;
  /** The search as another analysis has it; null: it has none. */
  readonly build: (analysis: ModelAnalysis) => SearchPart | null;
  /** The same in the batches of another candidate, which make it cheaper or dearer; null: in no others. */
  readonly inBatchesOf: (analysis: ModelAnalysis, other: ModelAnalysis) => SearchPart | null;
}

type Cost = Pick<SearchPart, 'energy' | 'time'>;

/** The candidate in the middle gives the value; those at the ends widen the band. */
export function acrossCandidates(part: SearchPart, facts: Known): SearchPart {
  const { suggestions, stage } = facts;
  const costs = endsOf(facts);
  const energy = across(
    part.energy,
    costs.map((cost) => cost.energy),
  );
  const { search } = part;
  const measured = stage.correction?.label ?? null;
  const [least, most] = extremes(costs);
  return {
    energy,
    time: across(
      part.time,
      costs.map((cost) => cost.time),
    ),
    search: {
      ...search,
      energy: figureOf(energy, search.energy.source, measured),
      carbon: figureOf(carbon(energy, stage.site), search.carbon.source, measured),
      candidates: {
        values: suggestions.map(({ name, low: from, high: to, span }) => ({
          name,
          low: from,
          high: to,
          ...(span === null ? {} : { range: placeOf(span) }),
        })),
        least: figureOf(least, search.energy.source, measured),
        most: figureOf(most, search.energy.source, measured),
      },
    },
  };
}

/** Both ends, and both in the batches of the other: a larger batch is cheaper where the rest is dearer. */
function endsOf({ ends: { low, high }, build, inBatchesOf }: Known): readonly Cost[] {
  const plain = [costOf(low, build), costOf(high, build)];
  if ('reason' in low || 'reason' in high) return plain;
  return [...plain, ...[inBatchesOf(low, high), inBatchesOf(high, low)].filter((part) => part !== null)];
}

function costOf(end: EndAnalysis, build: Known['build']): Cost {
  const part = 'reason' in end ? null : build(end);
  if (part !== null) return part;
  const reason = 'reason' in end ? end.reason : 'no search was found with the values at this end';
  return { energy: unknown(reason), time: unknown(reason) };
}

/** The cheapest and the dearest; an end that is not known may be either. */
function extremes(costs: readonly Cost[]): readonly [least: Amount<Joules>, most: Amount<Joules>] {
  const lost = costs.find(({ energy }) => energy.state !== 'known')?.energy;
  const sorted = costs
    .flatMap(({ energy }) => (energy.state === 'known' ? [energy] : []))
    .toSorted((a, b) => a.estimate.value - b.estimate.value);
  const nothing = unknown<Joules>('neither end is known');
  if (lost !== undefined) return [sorted[0] ?? lost, lost];
  return [sorted[0] ?? nothing, sorted.at(-1) ?? nothing];
}

function across<Q extends Joules | Seconds>(middle: Amount<Q>, ends: readonly Amount<Q>[]): Amount<Q> {
  if (middle.state !== 'known') return middle;
  const { estimate } = middle;
  const others = ends.flatMap((end) => (end.state === 'known' ? [end.estimate.value] : []));
  const band = combineBands([bandOf(estimate), spanning(estimate.value, others)]);
  return known(withBand(estimate.value, band));
}

export function candidateAssumptions({ candidates }: SearchFootprint): readonly Assumption[] {
  if (candidates === undefined) return [];
  return [
    { name: 'candidate', value: describeRanges(candidates.values), unit: null, source: STANDS_FOR_ALL },
  ];
}
