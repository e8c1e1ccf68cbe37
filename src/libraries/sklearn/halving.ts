/** The schedule of successive halving (sklearn/model_selection/_search_successive_halving.py, 1.7). */

export interface HalvingPlan {
  readonly samples: number;
  readonly candidates: number;
  readonly folds: number;
  readonly factor: number;
  readonly minResources: number | 'smallest' | 'exhaust';
  readonly maxResources: number;
  readonly isAggressive: boolean;
  /** The smallest share of the data that is of use: twice the folds, by each class. */
  readonly smallest: number;
}

export interface HalvingRound {
  readonly candidates: number;
  /** Rows that the candidates of this round are cross-validated on. */
  readonly resources: number;
}

/** Rounds of ever fewer candidates on ever more rows. */
export function halvingRounds(plan: HalvingPlan): readonly HalvingRound[] {
  const { candidates, factor, maxResources, isAggressive, smallest } = plan;
  const logarithm = (value: number): number => Math.floor(Math.log(value) / Math.log(factor) + 1e-12);
  const required = 1 + logarithm(candidates);
  let least = typeof plan.minResources === 'number' ? plan.minResources : smallest;
  if (plan.minResources === 'exhaust') {
    least = Math.max(least, Math.floor(maxResources / factor ** (required - 1)));
  }
  if (least <= 0 || least > maxResources) return [];
  const possible = 1 + logarithm(Math.floor(maxResources / least));
  const count = isAggressive ? required : Math.min(possible, required);
  const rounds: HalvingRound[] = [];
  let left = candidates;
  for (let round = 0; round < count; round++) {
    const power = isAggressive ? Math.max(0, round - required + possible) : round;
    rounds.push({
      candidates: left,
      resources: Math.min(Math.floor(factor ** power * least), maxResources),
    });
    left = Math.ceil(left / factor);
  }
  return rounds;
}
