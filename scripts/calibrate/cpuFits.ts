/** Processors: networks on timm's times, compiled; layers in eager mode on energies and times of single ones. */
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import { watts } from '../../src/units/quantity.ts';
import { deviationOfCounter } from './counter.ts';
import { layerRows, type LayerRow } from './cpuLayers.ts';
import { evaluationRows } from './evaluations.ts';
import { folds } from './families.ts';
import { CALL_PARAMETERS, callOf } from './layerCalls.ts';
import type { Parameter } from './leastSquares.ts';
import { predict, type Measurement } from './measurement.ts';
import { POWER_PARAMETERS, withPower } from './powerModel.ts';
import { splitFit, thinned, type SplitFit } from './split.ts';
import {
  ETA_OF_MATMUL,
  GRADIENT_PARAMETERS,
  TIME_PARAMETERS,
  withGradients,
  withTimes,
} from './timeModel.ts';
import { timmRows, TIMM } from './timm.ts';

const FAMILY_PARTS = 5;
const LAYER_PARTS = 5;
const THIN = 3;

/** A processor's own priors: its clock under vector load, its share of the stated bandwidth, its dispatch. */
const CPU_PRIORS: Readonly<Record<string, Partial<Parameter>>> = {
  clock: { initial: 1, spread: 0.2 },
  memory: { initial: 0.5, spread: 0.4 },
  launch: { initial: 1e-5, spread: 1 },
  'tiles.matmul': ETA_OF_MATMUL,
  'eta.depthwise': { initial: 0.2, spread: 0.7 },
  'tiles.reduction': { initial: 10, spread: 1 },
  'tiles.columns': { initial: 10, spread: 1 },
};

export const CPU_TIME_PARAMETERS: readonly Parameter[] = TIME_PARAMETERS.map((parameter) => ({
  ...parameter,
  ...CPU_PRIORS[parameter.name],
}));

/** Channels of the blocked format of AVX2, which most processors' libraries take (oneDNN developer guide). */
const LANES = 8;

/** Convolutions of fewer channels than a vector has are of another algorithm. */
const FEW_CHANNELS: Parameter = { name: 'convolution.fewChannels', initial: 1, spread: 0.5 };

/** Idle power as a share of the TDP. */
const IDLE: Parameter = { name: 'power.idle', initial: 0.25, spread: 0.3, max: 0.9 };

export function withBlocks(base: Coefficients, fewChannels: number, source: string): Coefficients {
  return { ...base, convolution: { winograd: 1, lanes: LANES, fewChannels, source } };
}

/** @param values of `CPU_TIME_PARAMETERS`, in their order */
export function withCpuTimes(base: Coefficients, values: readonly number[], source: string): Coefficients {
  return withTimes(withBlocks(base, 1, source), values, source, CPU_TIME_PARAMETERS);
}

export function fitCpuTimes(): SplitFit {
  const all = timmRows(TIMM.cpu).rows;
  const parts = folds(
    all.map(({ group }) => group),
    FAMILY_PARTS,
  );
  return splitFit(thinned(all, THIN), parts, CPU_TIME_PARAMETERS, (kept, values) => {
    const coefficients = withCpuTimes(coefficientsFor('cpu', 'matrix', 'compiled'), values, '');
    return kept.map((row) => Math.log(predict(row, coefficients).time / (row.time ?? NaN)));
  });
}

/** Eager mode differs from compiled by some: what was fitted there is where the fit begins. */
function eagerParameters(times: SplitFit): Parameter[] {
  const forward = CPU_TIME_PARAMETERS.map((parameter, i) =>
    // What other processors take over are shares of the stated peak: the clock must not hide what this one misses.
    parameter.name === 'clock'
      ? { ...parameter, initial: 1, spread: 0.05 }
      : { ...parameter, initial: times.all[i] ?? parameter.initial },
  );
  return [...forward, ...POWER_PARAMETERS, IDLE, FEW_CHANNELS];
}

/** @param values of a fit of `cpuEager` */
export function withEager(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const powers = CPU_TIME_PARAMETERS.length;
  const [idle = NaN, few = NaN] = values.slice(powers + POWER_PARAMETERS.length);
  const own = values.slice(0, powers);
  const timed = withTimes(withBlocks(base, few, source), own, source, CPU_TIME_PARAMETERS);
  return { ...withPower(timed, values.slice(powers), source), idle: { value: idle, source } };
}

export function fitCpuEager(times: SplitFit): SplitFit {
  const rows = evaluationRows('cpu');
  const parts = folds(
    rows.map(({ group }) => group),
    FAMILY_PARTS,
  );
  return splitFit(rows, parts, eagerParameters(times), (kept, values) => {
    const coefficients = withEager(coefficientsFor('cpu'), values, '');
    return kept.flatMap((row) => {
      const { time, energy } = onOwnIdle(row, coefficients);
      return [Math.log(time / (row.time ?? NaN)), Math.log(energy / (row.energy ?? NaN))];
    });
  });
}

/** How threads share a launch out: of single layers alone can it be told. */
const THREAD_PARAMETERS: readonly Parameter[] = [
  { name: 'threads.wide', initial: 3, spread: 0.5 },
  { name: 'threads.batch', initial: 100, spread: 0.5 },
  { name: 'threads.rows', initial: 400, spread: 1 },
];

/** @param values of `THREAD_PARAMETERS`, in their order */
export function withThreads(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const [wide = NaN, batch = NaN, rows = NaN] = values;
  return { ...base, threads: { wide, batch, rows, source } };
}

/** The set's processor is not named: clock, bandwidth and power are its own. */
export function layerParameters(times: SplitFit, table: LayerTable): Parameter[] {
  const forward = CPU_TIME_PARAMETERS.map((parameter, i) => {
    const isOwn = ['clock', 'memory', 'launch'].includes(parameter.name);
    const spread = Math.max(isOwn ? 1 : 0.5, parameter.spread);
    return { ...parameter, spread, initial: isOwn ? parameter.initial : (times.all[i] ?? parameter.initial) };
  });
  return [
    ...forward,
    ...GRADIENT_PARAMETERS,
    ...POWER_PARAMETERS,
    { ...IDLE, initial: 0.3, spread: 0.5 },
    { ...FEW_CHANNELS, spread: 1 },
    ...THREAD_PARAMETERS,
    ...CALL_PARAMETERS,
  ].map((parameter) => ({ ...parameter, idle: isOfOther(parameter.name, table) }));
}

/** Parameters of one kind of layer, where the table has none of it. */
function isOfOther(name: string, table: LayerTable): boolean {
  const kind = /^(?:eta|traffic|backward\.work|backward\.traffic)\.(.*)$/.exec(name)?.[1];
  const own = table === 'linear' ? 'dense' : 'conv';
  return kind !== undefined && ![own, 'vector', 'elementwise'].includes(kind);
}

/** @param values of `layerParameters`, in their order */
export function withLayers(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const gradients = TIME_PARAMETERS.length;
  const powers = gradients + GRADIENT_PARAMETERS.length;
  const [idle = NaN, few = NaN, ...threads] = values.slice(powers + POWER_PARAMETERS.length);
  const own = values.slice(0, gradients);
  const timed = withTimes(withBlocks(base, few, source), own, source, CPU_TIME_PARAMETERS);
  const trained = withThreads(withGradients(timed, values.slice(gradients, powers)), threads, source);
  return { ...withPower(trained, values.slice(powers), source), idle: { value: idle, source } };
}

/** @param values of `layerParameters`, in their order */
export function predictLayer(
  row: LayerRow,
  values: readonly number[],
): { readonly time: number; readonly energy: number } {
  const coefficients = withLayers(coefficientsFor('cpu'), values, '');
  const idle = coefficients.idle.value * row.platform.device.tdp;
  return callOf(row, onOwnIdle(row, coefficients), values.slice(-CALL_PARAMETERS.length), idle);
}

/** On the processor with the idle power that was fitted. */
export function onOwnIdle(
  row: Measurement,
  coefficients: Coefficients,
): { readonly time: number; readonly energy: number } {
  const { device } = row.platform;
  const own = { ...device, idle: watts(coefficients.idle.value * device.tdp) };
  return predict({ ...row, platform: { ...row.platform, device: own } }, coefficients);
}

/**
 * Readings of short layers scatter by when the counter ticks, a few of them far: they count as outliers sooner than whole
 * networks do.
 */
const LAYER_SEARCH = { outlier: 0.05, gain: 2e-4 } as const;

/** Weight of a time beside an energy: energies are asked for, times steady the fit. */
const TIMES = 1 / 3;

export type LayerTable = 'linear' | 'conv';

export function fitLayers(table: LayerTable, times: SplitFit): SplitFit {
  const rows = layerRows(table);
  const parts = folds(
    rows.map(({ group }) => group),
    LAYER_PARTS,
  );
  return splitFit(
    rows,
    parts,
    layerParameters(times, table),
    (kept, values) =>
      kept.flatMap((row) => {
        const { time, energy } = predictLayer(row, values);
        const [takes, uses] = [row.time ?? NaN, row.energy ?? NaN];
        // A reading weighs as much as its counter lets it be known.
        const weight = 1 / Math.hypot(1, deviationOfCounter(takes) / LAYER_SEARCH.outlier);
        return [TIMES * Math.log(time / takes), weight * Math.log(energy / uses)];
      }),
    LAYER_SEARCH,
  );
}
