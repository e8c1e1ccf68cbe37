/** Predictions of rows that their fit never saw, set by set. */
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import { predictLayer, withLayers, type LayerTable } from './cpuFits.ts';
import { layerRows } from './cpuLayers.ts';
import { ecnasRows } from './ecnas.ts';
import { logOfRatio, withPlain, type Fits } from './fits.ts';
import { predict, type Measurement } from './measurement.ts';
import { sessionOf } from './session.ts';
import { unseen, type SplitFit } from './split.ts';
import { withGradients, withTimes } from './timeModel.ts';
import { TIMM, timmRatios, timmRows, type TimmSet } from './timm.ts';
import { nvidiaRows, zeusRows } from './transfer.ts';

export type Quantity = 'time' | 'energy' | 'time ratio';

/** One prediction beside what was measured. */
export interface Checked {
  readonly id: string;
  readonly group: string;
  readonly predicted: number;
  readonly measured: number;
  /** What simple baselines scale. */
  readonly baselines: Readonly<Record<string, number>>;
}

export interface CheckedSet {
  readonly set: string;
  readonly quantity: Quantity;
  /** How the rows were kept apart from the fit. */
  readonly split: string;
  readonly rows: readonly Checked[];
  /** Rows that the table has; of those without features nothing is predicted. */
  readonly listed: number;
  /** Factor of the 90 % band where the product has one for this case; null: that of the other parts of the split. */
  readonly band: number | null;
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
      ...(quantity === 'energy' && row.time !== null ? { 'TDP × time': tdp * row.time } : {}),
    },
  };
}

function timmSet(set: TimmSet, { times }: Fits): CheckedSet {
  const { rows, listed } = timmRows(set);
  const base = coefficientsFor('gpu');
  return {
    set: set.name,
    quantity: 'time',
    split: 'leave-family-out',
    rows: rows.map((row) => checked(row, 'time', withTimes(base, unseen(times, row.group), ''))),
    listed,
    band: null,
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
      const { training, inference, measured } = row;
      return {
        id: row.id,
        group: row.group,
        predicted: Math.exp(log) * measured,
        measured,
        baselines: {
          FLOPs: training.size.flops / training.batch,
          parameters: training.size.params,
          'TDP × time': inference.batch / training.batch,
        },
      };
    }),
    listed,
    band: null,
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
    band: null,
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
          'TDP × time': tdp * row.sessionTime,
        },
      };
    }),
  };
}

/** Layers on a processor, dense and convolutional ones by their own fits. */
function layerSets(table: LayerTable, fit: SplitFit): CheckedSet[] {
  const base = coefficientsFor('cpu');
  const rows = layerRows(table);
  return [...new Set(rows.map(({ set }) => set))].map((set) => ({
    set,
    quantity: 'energy',
    split: 'leave-config-out',
    rows: rows
      .filter((row) => row.set === set)
      .map((row): Checked => {
        const { energy } = predictLayer(row, withLayers(base, unseen(fit, row.group), ''));
        return { ...checked(row, 'energy', base), predicted: energy };
      }),
    listed: 1000,
    band: null,
  }));
}

function cpuSet({ cpuTimes }: Fits): CheckedSet {
  const { rows, listed } = timmRows(TIMM.cpu);
  const base = coefficientsFor('cpu');
  return {
    set: TIMM.cpu.name,
    quantity: 'time',
    split: 'leave-family-out',
    rows: rows.map((row) => checked(row, 'time', withTimes(base, unseen(cpuTimes, row.group), ''))),
    listed,
    band: null,
  };
}

/** With the coefficients of the product: no fit has seen these devices. */
function transferSets(rows: readonly Measurement[], quantity: 'time' | 'energy'): CheckedSet[] {
  const sets = [...new Set(rows.map(({ set }) => set))];
  return sets.map((set) => {
    const own = rows.filter((row) => row.set === set);
    return {
      set,
      quantity,
      split: 'another device',
      rows: own.map((row) => checked(row, quantity, row.platform.coefficients)),
      listed: own.length,
      band: null,
    };
  });
}

export function validationSets(fits: Fits): CheckedSet[] {
  const zeus = zeusRows();
  return [
    timmSet(TIMM.nchw, fits),
    timmSet(TIMM.nhwc, fits),
    timmSet(TIMM.older, fits),
    ratioSet(fits),
    ecnasTimes(fits),
    ecnasEnergies(fits),
    cpuSet(fits),
    ...layerSets('linear', fits.cpuDense),
    ...layerSets('conv', fits.cpuConv),
    ...transferSets(nvidiaRows(), 'time'),
    ...transferSets(zeus, 'time'),
    ...transferSets(zeus, 'energy'),
  ];
}
