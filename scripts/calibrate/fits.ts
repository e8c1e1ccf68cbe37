/** The stages of the calibration, each on what the ones before it found. */
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import {
  evaluationOf,
  evaluationRows,
  PIPELINE_PARAMETERS,
  type EvaluationRow,
  type Pipelines,
} from './evaluations.ts';
import { folds } from './families.ts';
import { ecnasRows, type EcnasRow } from './ecnas.ts';
import type { Parameter } from './leastSquares.ts';
import { operationRows, type OperationRow } from './mayaki.ts';
import { predict, type Measurement } from './measurement.ts';
import { logOfEvaluationEnergy, logsOfSession, SESSION_PARAMETERS } from './session.ts';
import { splitFit, thinned, type SplitFit } from './split.ts';
import {
  DENSE_TILES_PARAMETERS,
  GRADIENT_PARAMETERS,
  TIME_PARAMETERS,
  WINOGRAD_PARAMETERS,
  withDenseTiles,
  withGradients,
  withTimes,
  withWinograd,
} from './timeModel.ts';
import { deviceNamed, timmRatios, timmRows, TIMM, type RatioRow } from './timm.ts';

/** Everything that was fitted, as `data/calibration/fits.json` keeps it. */
export interface Fits {
  /** Forward launches on matrix units, on timm's inference times. */
  readonly times: SplitFit;
  /** What changes in channels-last, on timm's inference times in that format. */
  readonly formats: SplitFit;
  /** Gradients, on timm's ratio of training to inference. */
  readonly gradients: SplitFit;
  /** Both without matrix units, on EC-NAS and the GPU of Fischer et al. */
  readonly plain: SplitFit;
  /** Power, on the sessions of EC-NAS and the energies of Fischer et al. */
  readonly session: SplitFit;
  /** Processors: networks, and layers of one kind each. */
  readonly cpuTimes: SplitFit;
  /** Processors in eager mode: networks of Fischer et al., time and power. */
  readonly cpuEager: SplitFit;
  readonly cpuDense: SplitFit;
  readonly cpuConv: SplitFit;
  /** How frameworks issue operations to GPUs, on published latencies. */
  readonly host: SplitFit;
}

const FAMILY_PARTS = 5;
const NETWORK_PARTS = 4;

/** Most rows of each family that are fitted; of the networks of EC-NAS one in so many. */
export const THIN = { times: 6, ratios: 5, networks: 4, operations: 15 } as const;

/** All fits to timm's GPU leave the same families out together. */
export function familyParts(): ReadonlyMap<string, number> {
  return partsOf([...timmRows(TIMM.nchw).rows, ...timmRows(TIMM.older).rows], FAMILY_PARTS);
}

function partsOf(rows: readonly Pick<Measurement, 'group'>[], parts: number): ReadonlyMap<string, number> {
  return folds(
    rows.map(({ group }) => group),
    parts,
  );
}

export function logOfTime(row: Measurement, coefficients: Coefficients): number {
  return Math.log(predict(row, coefficients).time / (row.time ?? NaN));
}

export function fitTimes(): SplitFit {
  return fitTimesTo(thinned(timmRows(TIMM.nchw).rows, THIN.times));
}

export function fitTimesTo(rows: readonly Measurement[]): SplitFit {
  return splitFit(rows, familyParts(), TIME_PARAMETERS, (kept, values) => {
    const coefficients = withTimes(coefficientsFor('gpu'), values, '');
    return kept.map((row) => logOfTime(row, coefficients));
  });
}

/** Predicted over measured ratio of training to inference time of a sample. */
export function logOfRatio({ inference, training, measured }: RatioRow, coefficients: Coefficients): number {
  const ratio =
    predict(training, coefficients).time /
    training.batch /
    (predict(inference, coefficients).time / inference.batch);
  return Math.log(ratio / measured);
}

export function fitGradients(times: SplitFit): SplitFit {
  const rows = thinned(timmRatios().rows, THIN.ratios);
  return splitFit(rows, familyParts(), GRADIENT_PARAMETERS, (kept, values, part) => {
    const forward = withTimes(coefficientsFor('gpu'), valuesOf(times, part), '');
    const coefficients = withGradients(forward, values);
    return kept.map((row) => logOfRatio(row, coefficients));
  });
}

/** Those of matrix units are the priors: EC-NAS has convolutions, poolings, norms and additions only. */
export function plainParameters({ times, gradients }: Pick<Fits, 'times' | 'gradients'>): Parameter[] {
  const { peak } = deviceNamed(TIMM.nchw.device);
  // A depthwise convolution is no work for matrix units: its share of their peak is a larger one of the peak without them.
  const beside = (peak.fp16 ?? NaN) / (peak.fp32 ?? NaN);
  const from = (parameters: readonly Parameter[], { all }: SplitFit): Parameter[] =>
    parameters.map((parameter, i) =>
      parameter.name === 'clock'
        ? parameter
        : {
            ...parameter,
            initial: (parameter.name === 'eta.depthwise' ? beside : 1) * (all[i] ?? parameter.initial),
          },
    );
  return [
    ...from(TIME_PARAMETERS, times),
    ...from(GRADIENT_PARAMETERS, gradients),
    ...WINOGRAD_PARAMETERS,
    ...DENSE_TILES_PARAMETERS,
    ...PIPELINE_PARAMETERS,
  ];
}

export function withPlain(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const [gradients, winograd] = [TIME_PARAMETERS.length, TIME_PARAMETERS.length + GRADIENT_PARAMETERS.length];
  const [saved = NaN, dense = NaN] = values.slice(winograd);
  const forward = withDenseTiles(withTimes(base, values.slice(0, gradients), source), dense);
  return withWinograd(withGradients(forward, values.slice(gradients, winograd)), saved, source);
}

/** Seconds that the input pipelines of Fischer et al. take for an image, of the values of a fit. */
export function pipelinesOf(values: readonly number[]): Pipelines {
  const [keras = NaN, pytorch = NaN] = values.slice(-PIPELINE_PARAMETERS.length);
  return { keras, pytorch };
}

/** The networks that are fitted, and the parts that they are left out with. */
function networks(): {
  readonly rows: readonly (EcnasRow | EvaluationRow)[];
  readonly parts: ReadonlyMap<string, number>;
} {
  const rows = ecnasRows().filter((_, i) => i % THIN.networks === 0);
  const evaluated = evaluationRows('gpu');
  return {
    rows: [...rows, ...evaluated],
    parts: new Map([...partsOf(rows, NETWORK_PARTS), ...partsOf(evaluated, NETWORK_PARTS)]),
  };
}

/** Of the networks hardly any is made of products in single precision: single ones on an RTX 2080 Ti, at its rated clock. */
function productsInSinglePrecision(): OperationRow[] {
  const rows = operationRows().rows.filter(
    ({ set, operation }) => set.includes('RTX') && operation !== 'softmax',
  );
  return thinned(rows, THIN.operations);
}

function isEvaluation(row: EcnasRow | EvaluationRow): row is EvaluationRow {
  return 'framework' in row;
}

export function fitSession(plain: SplitFit): SplitFit {
  const { rows, parts } = networks();
  return splitFit(rows, parts, SESSION_PARAMETERS, (kept, values, part) => {
    const fitted = valuesOf(plain, part);
    const coefficients = withPlain(coefficientsFor('gpu'), fitted, '');
    return kept.flatMap((row) =>
      isEvaluation(row)
        ? [logOfEvaluationEnergy(row, coefficients, pipelinesOf(fitted), values)]
        : logsOfSession(row, coefficients, values),
    );
  });
}

/** Those of a fit that left a part out; null: of the fit to all rows. */
export function valuesOf({ all, parts }: SplitFit, part: number | null): readonly number[] {
  return part === null ? all : (parts[part] ?? all);
}

export function fitPlain(fits: Pick<Fits, 'times' | 'gradients'>): SplitFit {
  const { rows, parts } = networks();
  const operations = productsInSinglePrecision();
  const allParts = new Map([...parts, ...partsOf(operations, NETWORK_PARTS)]);
  const { clock } = coefficientsFor('gpu');
  return splitFit([...rows, ...operations], allParts, plainParameters(fits), (kept, values) => {
    const coefficients = withPlain(coefficientsFor('gpu'), values, '');
    return kept.map((row) => {
      if ('operation' in row) return logOfTime(row, { ...coefficients, clock });
      return isEvaluation(row)
        ? Math.log(evaluationOf(row, coefficients, pipelinesOf(values)).time / (row.time ?? NaN))
        : logOfTime(row, coefficients);
    });
  });
}
