/**
 * The sessions of EC-NAS: steps with their input pipeline, evaluations, and a start, on a GPU whose power is modelled and
 * processors that draw what they draw. The power of a GPU is fitted here, on the mean watts of the sessions.
 */
import type { Coefficients } from '../../src/catalog/efficiency.ts';
import type { EcnasRow } from './ecnas.ts';
import { evaluationOf, type EvaluationRow, type Pipelines } from './evaluations.ts';
import type { Parameter } from './leastSquares.ts';
import { predict } from './measurement.ts';
import { POWER_PARAMETERS, withPower } from './powerModel.ts';

export const SESSION_PARAMETERS: readonly Parameter[] = [
  // A board is held to its TDP.
  ...POWER_PARAMETERS.filter(({ name }) => name !== 'power.launch').map((one) => ({ ...one, max: 1 })),
  { name: 'session time over the time of its steps', initial: 1.2, spread: 0.3, min: 1 },
  { name: 'evaluations of 10,000 images', initial: 20, spread: 0.5 },
  // Graphs are built, placed and optimised operation by operation, for training and for each evaluation.
  { name: 'seconds of start per operation', initial: 0.1, spread: 1 },
  { name: 'watts of the processors', initial: 118, spread: 0.3 },
  // One socket of a workstation that feeds its GPU with images.
  { name: 'watts of the processor of evaluations', initial: 50, spread: 0.5 },
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

/** Log of predicted over measured energy of GPU and processor. */
export function logOfEvaluationEnergy(
  row: EvaluationRow,
  plain: Coefficients,
  pipelines: Pipelines,
  values: readonly number[],
): number {
  return Math.log(evaluationEnergy(row, plain, pipelines, values) / (row.energy ?? NaN));
}

/** @param values of `SESSION_PARAMETERS`, in their order */
export function evaluationEnergy(
  row: EvaluationRow,
  plain: Coefficients,
  pipelines: Pipelines,
  values: readonly number[],
): number {
  const [compute = NaN, memory = NaN] = values;
  const processor = values.at(-1) ?? NaN;
  const { time, energy } = evaluationOf(row, withPower(plain, [compute, memory, 0], ''), pipelines);
  return energy + processor * time;
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
