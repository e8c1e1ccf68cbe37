/** Processors: networks on timm's times, compiled; layers in eager mode on energies and times of single ones. */
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import { watts } from '../../src/units/quantity.ts';
import { layerRows } from './cpuLayers.ts';
import { folds } from './families.ts';
import type { Parameter } from './leastSquares.ts';
import { predict, type Measurement } from './measurement.ts';
import { POWER_PARAMETERS, withPower } from './powerModel.ts';
import { splitFit, thinned, type SplitFit } from './split.ts';
import { GRADIENT_PARAMETERS, TIME_PARAMETERS, withGradients, withTimes } from './timeModel.ts';
import { timmRows, TIMM } from './timm.ts';

const FAMILY_PARTS = 5;
const LAYER_PARTS = 5;
const THIN = 3;

/** A processor's own priors: its clock under vector load, its share of the stated bandwidth, its dispatch. */
const CPU_PRIORS: Readonly<Record<string, Partial<Parameter>>> = {
  clock: { initial: 1, spread: 0.2 },
  memory: { initial: 0.5, spread: 0.4 },
  launch: { initial: 1e-5, spread: 1 },
  'eta.depthwise': { initial: 0.2, spread: 0.7 },
  'tiles.reduction': { initial: 10, spread: 1 },
  'tiles.columns': { initial: 10, spread: 1 },
};

export const CPU_TIME_PARAMETERS: readonly Parameter[] = TIME_PARAMETERS.map((parameter) => ({
  ...parameter,
  ...CPU_PRIORS[parameter.name],
}));

export function fitCpuTimes(): SplitFit {
  const all = timmRows(TIMM.cpu).rows;
  const parts = folds(
    all.map(({ group }) => group),
    FAMILY_PARTS,
  );
  return splitFit(thinned(all, THIN), parts, CPU_TIME_PARAMETERS, (kept, values) => {
    const coefficients = withTimes(coefficientsFor('cpu'), values, '');
    return kept.map((row) => Math.log(predict(row, coefficients).time / (row.time ?? NaN)));
  });
}

/** Idle power as a share of the TDP comes last: the set's processor is not named. */
export function layerParameters(times: SplitFit): Parameter[] {
  const forward = CPU_TIME_PARAMETERS.map((parameter, i) => {
    const isOwn = ['clock', 'memory', 'launch'].includes(parameter.name);
    return isOwn ? { ...parameter, spread: 1 } : { ...parameter, initial: times.all[i] ?? parameter.initial };
  });
  const idle = { name: 'power.idle', initial: 0.3, spread: 0.5, max: 0.9 };
  return [...forward, ...GRADIENT_PARAMETERS, ...POWER_PARAMETERS, idle];
}

/** @param values of `layerParameters`, in their order */
export function withLayers(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const [gradientsFrom, powersFrom] = [
    TIME_PARAMETERS.length,
    TIME_PARAMETERS.length + GRADIENT_PARAMETERS.length,
  ];
  const timed = withTimes(base, values.slice(0, gradientsFrom), source);
  const trained = withGradients(timed, values.slice(gradientsFrom, powersFrom));
  return {
    ...withPower(trained, values.slice(powersFrom), source),
    idle: { value: values.at(-1) ?? NaN, source },
  };
}

/** On the processor with the idle power that was fitted. */
export function predictLayer(
  row: Measurement,
  coefficients: Coefficients,
): { readonly time: number; readonly energy: number } {
  const { device } = row.platform;
  const own = { ...device, idle: watts(coefficients.idle.value * device.tdp) };
  return predict({ ...row, platform: { ...row.platform, device: own } }, coefficients);
}

export type LayerTable = 'linear' | 'conv';

export function fitLayers(table: LayerTable, times: SplitFit): SplitFit {
  const rows = layerRows(table);
  const parts = folds(
    rows.map(({ group }) => group),
    LAYER_PARTS,
  );
  return splitFit(rows, parts, layerParameters(times), (kept, values) => {
    const coefficients = withLayers(coefficientsFor('cpu'), values, '');
    return kept.flatMap((row) => {
      const { time, energy } = predictLayer(row, coefficients);
      return [Math.log(time / (row.time ?? NaN)), Math.log(energy / (row.energy ?? NaN))];
    });
  });
}
