/**
 * The sessions of EC-NAS: steps with their input pipeline, evaluations, and a start, on a GPU whose power is modelled and
 * processors that draw what they draw. The power of a GPU is fitted here, on the mean watts of the sessions.
 */
import type { Coefficients } from '../../src/catalog/efficiency.ts';
import type { EcnasRow } from './ecnas.ts';
import type { Parameter } from './leastSquares.ts';
import { predict } from './measurement.ts';
import { POWER_PARAMETERS, withPower } from './powerModel.ts';

export const SESSION_PARAMETERS: readonly Parameter[] = [
  ...POWER_PARAMETERS.filter(({ name }) => name !== 'power.launch'),
  { name: 'session time over the time of its steps', initial: 1.2, spread: 0.3 },
  { name: 'evaluations of 10,000 images', initial: 20, spread: 0.5 },
  // Graphs are built, placed and optimised operation by operation, for training and for each evaluation.
  { name: 'seconds of start per operation', initial: 0.1, spread: 1 },
  { name: 'watts of the processors', initial: 118, spread: 0.3 },
];

export interface Session {
  readonly time: number;
  readonly gpuEnergy: number;
  readonly energy: number;
}

/** @param values of `SESSION_PARAMETERS`, in their order */
export function sessionOf(row: EcnasRow, plain: Coefficients, values: readonly number[]): Session {
  const [compute = NaN, memory = NaN, stretch = NaN, evaluations = NaN, start = NaN, processors = NaN] =
    values;
  const coefficients = withPower(plain, [compute, memory, 0], '');
  const training = predict(row, coefficients);
  const evaluation = predict(row.evaluation, coefficients);
  const { idle } = row.platform.device;
  const waiting = (stretch - 1) * training.time + start * operationsOf(row);
  const time = waiting + training.time + evaluations * evaluation.time;
  const gpuEnergy = training.energy + evaluations * evaluation.energy + waiting * idle;
  return { time, gpuEnergy, energy: gpuEnergy + processors * time };
}

function operationsOf({ evaluation }: EcnasRow): number {
  return evaluation.passes.flat().reduce((sum, { count }) => sum + count, 0);
}

/** Logs of predicted over measured: time, mean watts of the GPU, watts of the processors. */
export function logsOfSession(row: EcnasRow, plain: Coefficients, values: readonly number[]): number[] {
  const { time, gpuEnergy } = sessionOf(row, plain, values);
  const processors = values[5] ?? NaN;
  return [
    Math.log(time / row.sessionTime),
    Math.log(gpuEnergy / time / row.gpuWatts),
    Math.log(processors / row.cpuWatts),
  ];
}
