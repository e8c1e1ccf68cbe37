/** Products of a pass that the code computes in other numbers than the rest. */
import type { AnalysedPass } from '../discover/modelAnalysis.ts';
import { significant } from '../units/format.ts';
import type { Assumption } from './schema.ts';
import { located, type StageName } from './settings.ts';

export function partlyPreciseAssumptions(
  { partly }: Pick<AnalysedPass, 'partly'>,
  stage: StageName,
): Assumption[] {
  if (partly === undefined) return [];
  const { value, share, span } = partly;
  const name = value.replace(/^amp-/, '');
  const source = `the code sets ${name} for ${significant(100 * share, 2)} % of the multiplications; all are computed in the precision of the stage`;
  return [located({ name: `${stage}.precisionOfPart`, value: name, unit: null, source }, span)];
}
