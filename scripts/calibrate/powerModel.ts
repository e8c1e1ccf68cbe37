/** The coefficients that powers depend on, as parameters of a fit. */
import type { Coefficients } from '../../src/catalog/efficiency.ts';
import type { Parameter } from './leastSquares.ts';

/** Processors draw more than their TDP for a while, so that shares may be above 1. */
export const POWER_PARAMETERS: readonly Parameter[] = [
  { name: 'power.compute', initial: 0.6, spread: 0.5, max: 1.5 },
  { name: 'power.memory', initial: 0.6, spread: 0.5, max: 1.5 },
  { name: 'power.launch', initial: 0.2, spread: 1, max: 1 },
];

/** @param values of `POWER_PARAMETERS`, in their order */
export function withPower(base: Coefficients, values: readonly number[], source: string): Coefficients {
  const [compute = NaN, memory = NaN, launch = NaN] = values;
  return { ...base, power: { compute, memory, launch, source } };
}
