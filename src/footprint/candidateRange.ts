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
  'candidates with all values at their lowest and all at their highest';

interface Known {
  readonly suggestions: readonly SuggestionEvent[];
  readonly ends: SearchEnds;
  readonly stage: Stage;
  /** The search as another analysis has it; null: it has none. */
  readonly build: (analysis: ModelAnalysis) => SearchPart | null;
}

/** The candidate in the middle gives the value; those at the ends widen the band. */
export function acrossCandidates(part: SearchPart, { suggestions, ends, stage, build }: Known): SearchPart {
  const [low, high] = [endOf(ends.low, build), endOf(ends.high, build)];
  const energy = across(part.energy, [low.energy, high.energy]);
  const { search } = part;
  const measured = stage.correction?.label ?? null;
  return {
    energy,
    time: across(part.time, [low.time, high.time]),
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
        atLow: figureOf(low.energy, search.energy.source, measured),
        atHigh: figureOf(high.energy, search.energy.source, measured),
      },
    },
  };
}

function endOf(end: EndAnalysis, build: Known['build']): Pick<SearchPart, 'energy' | 'time'> {
  const part = 'reason' in end ? null : build(end);
  if (part !== null) return part;
  const reason = 'reason' in end ? end.reason : 'no search was found with the values at this end';
  return { energy: unknown(reason), time: unknown(reason) };
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
