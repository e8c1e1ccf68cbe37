/** What measured runs say of a stage's machine. */
import { catalogVersion } from '../catalog/version.ts';
import type { MeasuredRun } from '../config/measuredFile.ts';
import { correctionOf, type Correction } from '../cost/correction.ts';
import type { Platform } from '../cost/platform.ts';
import { significant } from '../units/format.ts';
import type { Assumption } from './schema.ts';

/** Factors that figures on the machine are multiplied by. */
export interface StageCorrection {
  readonly energy: Correction;
  readonly time: Correction | null;
  /** For people: by which runs. */
  readonly label: string;
}

/** Of a platform's device; null where nothing was measured on it with the cost model of today. */
export function correctionFor(runs: readonly MeasuredRun[], { device }: Platform): StageCorrection | null {
  const own = runs.filter((run) => run.device === device.id && run.catalogVersion === catalogVersion);
  const keyOf = ({ model, stage }: MeasuredRun): string => `${model} ${stage}`;
  const energy = correctionOf(
    own.map((run) => ({ key: keyOf(run), ratio: run.measuredJoules / run.estimatedJoules })),
  );
  if (energy === null) return null;
  const time = correctionOf(
    own.flatMap((run) =>
      run.measuredSeconds === null || run.estimatedSeconds === null
        ? []
        : [{ key: keyOf(run), ratio: run.measuredSeconds / run.estimatedSeconds }],
    ),
  );
  const logs = [...new Set(own.map(({ log }) => log))].join(', ');
  const count = own.length === 1 ? '1 run' : `${own.length} runs`;
  return {
    energy,
    time,
    label: `${significant(energy.factor)} times the estimate, by ${count} on ${device.name} (${logs})`,
  };
}

/** Runs that an older cost model was compared with: not used, and said so. */
export function staleAssumptions(runs: readonly MeasuredRun[], { device }: Platform): Assumption[] {
  const stale = runs.filter((run) => run.device === device.id && run.catalogVersion !== catalogVersion);
  if (stale.length === 0) return [];
  return [
    {
      name: 'measured',
      value: null,
      unit: null,
      source: `${stale.length === 1 ? 'a run' : `${stale.length} runs`} on ${device.name} compared with the catalogue of ${stale[0]?.catalogVersion ?? ''}: run \`wattlens calibrate\` again to use it with that of ${catalogVersion}`,
    },
  ];
}
