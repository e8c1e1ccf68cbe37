/** Predictions of rows that their fit never saw, set by set. */
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import { onOwnIdle, predictLayer, withCpuTimes, withEager, type LayerTable } from './cpuFits.ts';
import { layerRows } from './cpuLayers.ts';
import type { Platform } from '../../src/cost/platform.ts';
import { withFormats } from './formatFits.ts';
import { crossDevice } from './crossDevice.ts';
import { ecnasRows } from './ecnas.ts';
import { logOfRatio, pipelinesOf, withPlain, type Fits } from './fits.ts';
import { publishedPredictor, unseenHost } from './hostFits.ts';
import { languageModelSet } from './languageModels.ts';
import { mayakiSets } from './mayakiSets.ts';
import { predict, type Measurement } from './measurement.ts';
import { evaluationOf, evaluationRows, type EvaluationRow } from './evaluations.ts';
import { publishedRows } from './publishedInference.ts';
import { evaluationEnergy, sessionOf } from './session.ts';
import type { PublishedRow } from './step.ts';
import { unseen, type SplitFit } from './split.ts';
import { withGradients, withTimes } from './timeModel.ts';
import { TIMM, timmRatios, timmRows, type TimmSet } from './timm.ts';
import { lambdaRows, nvidiaRows, zeusRows } from './transfer.ts';

export type Quantity = 'time' | 'energy' | 'time ratio';

/** One prediction beside what was measured. */
export interface Checked {
  readonly id: string;
  readonly group: string;
  readonly predicted: number;
  readonly measured: number;
  /** What simple baselines scale. */
  readonly baselines: Readonly<Record<string, number>>;
  /** TDP of the device times the time that was measured; null where no energy is asked for. */
  readonly ratedEnergy: number | null;
  /** Factor of the 90 % band where one is known beforehand; null: that of the other parts of the split. */
  readonly band: number | null;
}

export interface CheckedSet {
  readonly set: string;
  readonly quantity: Quantity;
  /** How the rows were kept apart from the fit. */
  readonly split: string;
  readonly rows: readonly Checked[];
  /** Rows that the table has; of those without features nothing is predicted. */
  readonly listed: number;
}

function checked(row: Measurement, quantity: 'time' | 'energy', coefficients: Coefficients): Checked {
  const { tdp } = row.platform.device;
  const work = row.size.flops * row.passes.length;
  return {
    id: row.id,
    group: row.group,
    predicted: predict(row, coefficients)[quantity],
    measured: row[quantity] ?? NaN,
    baselines: {
      FLOPs: work * row.repeats,
      parameters: row.size.params * row.repeats * row.batch,
    },
    ratedEnergy: quantity === 'energy' && row.time !== null ? tdp * row.time : null,
    band: null,
  };
}

function timmSet(set: TimmSet, { times, formats }: Fits): CheckedSet {
  const { rows, listed } = timmRows(set);
  const base = coefficientsFor('gpu');
  return {
    set: set.name,
    quantity: 'time',
    split: 'leave-family-out',
    rows: rows.map((row) => {
      const forward = withTimes(base, unseen(times, row.group), '');
      return checked(row, 'time', withFormats(forward, unseen(formats, row.group), ''));
    }),
    listed,
  };
}

function ratioSet({ times, gradients }: Fits): CheckedSet {
  const { rows, listed } = timmRatios();
  const base = coefficientsFor('gpu');
  return {
    set: 'timm, training over inference, RTX 3090',
    quantity: 'time ratio',
    split: 'leave-family-out',
    rows: rows.map((row): Checked => {
      const forward = withTimes(base, unseen(times, row.group), '');
      const log = logOfRatio(row, withGradients(forward, unseen(gradients, row.group)));
      const { training, measured } = row;
      return {
        id: row.id,
        group: row.group,
        predicted: Math.exp(log) * measured,
        measured,
        baselines: {
          FLOPs: training.size.flops / training.batch,
          parameters: training.size.params,
        },
        ratedEnergy: null,
        band: null,
      };
    }),
    listed,
  };
}

function ecnasTimes({ plain }: Pick<Fits, 'plain' | 'session'>): CheckedSet {
  const rows = ecnasRows();
  const base = coefficientsFor('gpu', 'plain');
  return {
    set: 'EC-NAS cells, Quadro RTX 6000, FP32 training',
    quantity: 'time',
    split: 'by architecture',
    // Of the rows that a fit has seen only the parts that left them out predict.
    rows: rows.map((row) => checked(row, 'time', withPlain(base, unseen(plain, row.group), ''))),
    listed: rows.length,
  };
}

/** The session as a whole: steps, evaluations, start; GPU and processors. */
function ecnasEnergies({ plain, session }: Pick<Fits, 'plain' | 'session'>): CheckedSet {
  const rows = ecnasRows();
  const base = coefficientsFor('gpu', 'plain');
  return {
    ...ecnasTimes({ plain, session }),
    quantity: 'energy',
    rows: rows.map((row): Checked => {
      const coefficients = withPlain(base, unseen(plain, row.group), '');
      const { energy } = sessionOf(row, coefficients, unseen(session, row.group));
      const { tdp } = row.platform.device;
      return {
        id: row.id,
        group: row.group,
        predicted: energy,
        measured: row.sessionEnergy,
        baselines: {
          FLOPs: row.size.flops,
          parameters: row.size.params,
        },
        ratedEnergy: tdp * row.sessionTime,
        band: null,
      };
    }),
  };
}

/** Layers on a processor, dense and convolutional ones by their own fits: either pass, and both of a layer together. */
function layerSets(table: LayerTable, fit: SplitFit): CheckedSet[] {
  const base = coefficientsFor('cpu');
  const rows = layerRows(table);
  const passes = [...new Set(rows.map(({ set }) => set))].map((set): CheckedSet => ({
    set,
    quantity: 'energy',
    split: 'leave-config-out',
    rows: rows
      .filter((row) => row.set === set)
      .map((row): Checked => {
        const { energy } = predictLayer(row, unseen(fit, row.group));
        return { ...checked(row, 'energy', base), predicted: energy };
      }),
    listed: 1000,
  }));
  return [...passes, ...together(passes)];
}

/** Forward and backward pass of each layer as one figure. */
function together([forward, backward]: readonly CheckedSet[]): CheckedSet[] {
  if (forward === undefined || backward === undefined) return [];
  const ofId = new Map(backward.rows.map((row) => [row.id, row]));
  return [
    {
      ...forward,
      set: `${forward.set} and backward`,
      rows: forward.rows.flatMap((row): Checked[] => {
        const other = ofId.get(row.id);
        if (other === undefined) return [];
        return [
          {
            ...row,
            predicted: row.predicted + other.predicted,
            measured: row.measured + other.measured,
            ratedEnergy: (row.ratedEnergy ?? NaN) + (other.ratedEnergy ?? NaN),
          },
        ];
      }),
    },
  ];
}

function cpuSet({ cpuTimes }: Fits): CheckedSet {
  const { rows, listed } = timmRows(TIMM.cpu);
  const base = coefficientsFor('cpu', 'matrix', 'compiled');
  return {
    set: TIMM.cpu.name,
    quantity: 'time',
    split: 'leave-family-out',
    rows: rows.map((row) => checked(row, 'time', withCpuTimes(base, unseen(cpuTimes, row.group), ''))),
    listed,
  };
}

/** Evaluations of whole networks: GPU and processor, and the input pipeline that the code does not tell of. */
function evaluationSets(kind: 'gpu' | 'cpu', fits: Fits): CheckedSet[] {
  const rows = evaluationRows(kind);
  const predicted = (row: EvaluationRow): { readonly time: number; readonly energy: number } => {
    if (kind === 'cpu') {
      return onOwnIdle(row, withEager(coefficientsFor('cpu'), unseen(fits.cpuEager, row.group), ''));
    }
    const values = unseen(fits.plain, row.group);
    const coefficients = withPlain(coefficientsFor('gpu', 'plain'), values, '');
    const pipelines = pipelinesOf(values);
    return {
      time: evaluationOf(row, coefficients, pipelines).time,
      energy: evaluationEnergy(row, coefficients, pipelines, unseen(fits.session, row.group)),
    };
  };
  return [...new Set(rows.map(({ set }) => set))].flatMap((set) =>
    (['time', 'energy'] as const).map((quantity): CheckedSet => {
      const own = rows.filter((row) => row.set === set);
      return {
        set,
        quantity,
        split: 'leave-family-out',
        rows: own.map((row) => ({
          ...checked(row, quantity, row.platform.coefficients),
          predicted: predicted(row)[quantity],
        })),
        listed: own.length,
      };
    }),
  );
}

/**
 * Devices that no fit has seen: frameworks by a fit without the row's chip and family, bands from the errors of other
 * chips.
 */
function transferSets(rows: readonly PublishedRow[], quantity: 'time' | 'energy', fits: Fits): CheckedSet[] {
  const predicted = publishedPredictor(fits);
  const bands = new Map(
    [...new Set(rows.map(({ chip }) => chip))].map((chip) => [chip, crossDevice(fits, chip)] as const),
  );
  const sets = [...new Set(rows.map(({ set }) => set))];
  return sets.map((set) => {
    const own = rows.filter((row) => row.set === set);
    return {
      set,
      quantity,
      split: 'another device',
      rows: own.map((row) => {
        const { framework, platform } = row;
        const ours = predicted(row, unseenHost(fits.host, row));
        const execution = { framework, mode: platform.mode, waits: ours.waits };
        const { width = NaN } = bands.get(row.chip)?.(execution) ?? {};
        return {
          ...checked(row, quantity, platform.coefficients),
          predicted: ours[quantity],
          band: Math.exp(quantity === 'time' ? width : Math.hypot(width, powerWidth(platform))),
        };
      }),
      listed: own.length,
    };
  });
}

/** The tables have no training on one T4. */
function inferenceOnT4(): PublishedRow[] {
  return publishedRows()
    .filter(({ chip, framework }) => chip === 'T4' && framework === 'pytorch')
    .map((row) => ({ ...row, set: 'NVIDIA tables, T4, PyTorch inference' }));
}

/** What an energy's band has beside that of its time. */
function powerWidth({ coefficients: { band } }: Platform): number {
  return Math.sqrt(Math.max(0, Math.log(band.energy) ** 2 - Math.log(band.time) ** 2));
}

/** @param only part of the names of the sets that are wanted; '' for all */
export function validationSets(fits: Fits, only = ''): CheckedSet[] {
  const makers: Readonly<Record<string, () => readonly CheckedSet[]>> = {
    'timm nchw': () => [timmSet(TIMM.nchw, fits)],
    'timm nhwc': () => [timmSet(TIMM.nhwc, fits)],
    'timm older': () => [timmSet(TIMM.older, fits)],
    'timm ratio': () => [ratioSet(fits)],
    'EC-NAS': () => [ecnasTimes(fits), ecnasEnergies(fits)],
    'CPU networks': () => [cpuSet(fits)],
    'Fischer GPU': () => evaluationSets('gpu', fits),
    'Fischer CPU': () => evaluationSets('cpu', fits),
    'CPU layers': () => [...layerSets('linear', fits.cpuDense), ...layerSets('conv', fits.cpuConv)],
    NVIDIA: () => transferSets([...nvidiaRows(), ...inferenceOnT4()], 'time', fits),
    Lambda: () => transferSets(lambdaRows(), 'time', fits),
    Mayaki: () => mayakiSets(fits),
    'language models': () => [languageModelSet(fits)],
    Zeus: () => {
      const rows = zeusRows();
      return [...transferSets(rows, 'time', fits), ...transferSets(rows, 'energy', fits)];
    },
  };
  return Object.entries(makers).flatMap(([name, make]) => (name.includes(only) ? make() : []));
}
