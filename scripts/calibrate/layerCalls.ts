/**
 * What a measured call of a layer takes besides its launches: Python, autograd's thread, reading the counters, waking the
 * threads that slept between two calls. It is of the measurement and no part of the product.
 */
import type { LayerRow } from './cpuLayers.ts';
import type { Parameter } from './leastSquares.ts';

interface Spent {
  readonly time: number;
  readonly energy: number;
}

/** Elements up to which one thread does all of an operation (PyTorch, ATen/Parallel.h: the grain of its loops). */
const GRAIN = 32_768;

export const CALL_PARAMETERS: readonly Parameter[] = [
  { name: 'call.forward', initial: 1e-4, spread: 1.5 },
  { name: 'call.backward', initial: 2e-4, spread: 1.5 },
  { name: 'call.watts', initial: 30, spread: 0.5 },
  { name: 'wake.forward', initial: 5e-5, spread: 1 },
  { name: 'wake.backward', initial: 5e-5, spread: 1 },
  { name: 'wake.update', initial: 5e-5, spread: 1 },
];

/**
 * Time and energy of a call.
 * @param launches what they take
 * @param values of `CALL_PARAMETERS`, in their order
 * @param idle power of the processor while threads are being woken, W
 */
export function callOf(
  { pass, outputs, size }: LayerRow,
  launches: Spent,
  values: readonly number[],
  idle: number,
): Spent {
  const isForward = pass === 'forward';
  const of = (name: string): number => values[CALL_PARAMETERS.findIndex((one) => one.name === name)] ?? NaN;
  const call = of(`call.${pass}`);
  const waking =
    (outputs > GRAIN ? of(`wake.${pass}`) : 0) + (!isForward && size.params > GRAIN ? of('wake.update') : 0);
  return {
    time: launches.time + call + waking,
    energy: launches.energy + call * of('call.watts') + waking * idle,
  };
}
