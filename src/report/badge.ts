import type { Footprint } from '../footprint/schema.ts';
import { asEnergy, formatEnds, formatValue, isUnknown, measuredMark } from './figures.ts';
import { lensTitle, STAGES } from './lens.ts';

export interface Badge {
  readonly text: string;
  /** Plain text, one line for each lens. */
  readonly detail: string;
}

/** What a file's models cost, in a few words; null where there is no model. */
export function badgeOf(footprints: readonly Footprint[]): Badge | null {
  const [first, ...others] = footprints;
  if (first === undefined) return null;
  const detail = footprints
    .map((footprint) =>
      [footprint.name, ...STAGES.map((stage) => `  ${lensTitle(footprint, stage).text}`)].join('\n'),
    )
    .join('\n');
  return { text: others.length === 0 ? single(first) : several(footprints), detail };
}

function single({ inference, training }: Footprint): string {
  const { energy } = inference;
  const text = isUnknown(energy)
    ? 'inference unknown'
    : `${formatValue(energy, asEnergy)}/inference${measuredMark(energy)}`;
  if (training === null) return text;
  return `${text}, T ${formatValue(training.energy, asEnergy)}${measuredMark(training.energy)}`;
}

/** From the cheapest to the dearest of those that are known. */
function several(footprints: readonly Footprint[]): string {
  const known = footprints.map(({ inference }) => inference.energy.value).filter((value) => value !== null);
  const models = `${footprints.length} models`;
  if (known.length === 0) return `${models}, unknown`;
  const ends = formatEnds(Math.min(...known), Math.max(...known), asEnergy);
  const missing = footprints.length - known.length;
  return `${models}, ${ends}/inference${missing === 0 ? '' : `, ${missing} unknown`}`;
}
