/** The candidates at both ends of a search: with every value that it hands out at its lowest, and at its highest. */
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { DiscoverResult } from '../discover/request.ts';

/** A longer run is not made twice more for them. */
export const MOST_STEPS = 50_000;

/** The model as a candidate at one end has it, or why it is not known. */
export type EndAnalysis = ModelAnalysis | { readonly reason: string };

export interface SearchEnds {
  readonly low: EndAnalysis;
  readonly high: EndAnalysis;
}

/** The runs of both ends. */
export interface EndRuns {
  readonly dependencies: readonly string[];
  of(model: ModelAnalysis): SearchEnds | null;
}

/** Null: no search hands out values from ranges, or nothing is known of them. */
export async function endRuns(
  found: DiscoverResult,
  run: (candidate: 'low' | 'high') => Promise<DiscoverResult>,
): Promise<EndRuns | null> {
  if (!found.models.some(isSearched)) return null;
  if ((found.stepsTaken ?? 0) > MOST_STEPS) {
    const end = { reason: 'the script is too long to be followed again for the candidates at the ends' };
    return { dependencies: [], of: (model) => (isSearched(model) ? { low: end, high: end } : null) };
  }
  const [low, high] = [await run('low'), await run('high')];
  return {
    dependencies: [...low.dependencies, ...high.dependencies],
    of: (model) => (isSearched(model) ? { low: same(low, model), high: same(high, model) } : null),
  };
}

export function isSearched({ suggestions = [] }: ModelAnalysis): boolean {
  return suggestions.length > 0;
}

function same({ models }: DiscoverResult, { id }: ModelAnalysis): EndAnalysis {
  return models.find((model) => model.id === id) ?? { reason: 'a candidate at the end has no such model' };
}
