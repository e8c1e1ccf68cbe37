/** The time of one launch on a device. */
import { DEFAULTS } from '../catalog/defaults.ts';
import { flopsOfMacs, seconds } from '../units/quantity.ts';
import type { Bytes, Seconds } from '../units/quantity.ts';
import { carriedOut, hasFewChannels } from './convolution.ts';
import { efficiency } from './efficiencyCurve.ts';
import type { Kernel } from './kernel.ts';
import { formatFactors } from './memoryFormat.ts';
import { launchTime, matrixPeak, updateLaunchTime, vectorPeak, type Platform } from './platform.ts';
import { sparseSpeedup } from './sparsity.ts';
import { gradientWork } from './threads.ts';
import { trafficOf } from './traffic.ts';

export interface LaunchTime {
  /** Arithmetic at the efficiency that a launch of this size reaches. */
  readonly compute: Seconds;
  /** The same arithmetic at the efficiency of the largest launches of its kind: how busy the units are. */
  readonly busy: Seconds;
  /** Traffic at the bandwidth that kernels reach. */
  readonly memory: Seconds;
  readonly launch: Seconds;
  /** All together, on the device. */
  readonly total: Seconds;
}

/**
 * t = (t_compute^q + t_memory^q)^(1/q) + t_launch, with t_compute = 2 · MACs / (eta · peak) plus the element-wise
 * work at the vector peak, and t_memory = Q / (beta · bandwidth). q says how far the two overlap.
 */
export function launchTimeOf(kernel: Kernel, platform: Platform, passWeights: Bytes): LaunchTime {
  const { coefficients, device } = platform;
  const matrix = matrixTime(kernel, platform);
  const vector = vectorTime(kernel, platform);
  const work = kernel.pass === 'backward' ? coefficients.kinds[kernel.kind].backward.work : 1;
  const compute = work * (matrix.actual + vector.actual);
  const memory = trafficOf(kernel, platform, passWeights) / (coefficients.memory.value * device.bandwidth);
  const launch = kernel.pass === 'update' ? updateLaunchTime(platform) : launchTime(platform);
  return {
    compute: seconds(compute),
    busy: seconds(work * (matrix.busy + vector.busy)),
    memory: seconds(memory),
    launch,
    total: seconds(powerSum(compute, memory, coefficients.overlap.value) + launch),
  };
}

interface ArithmeticTime {
  readonly actual: number;
  readonly busy: number;
}

const NO_TIME: ArithmeticTime = { actual: 0, busy: 0 };

function matrixTime(kernel: Kernel, platform: Platform): ArithmeticTime {
  const { kind, macs } = kernel;
  if (macs === 0) return NO_TIME;
  const { kinds, tiles, convolution } = platform.coefficients;
  // Products inside a kind that is not one of products (a norm that is written as a matmul) count as products.
  const reached = kinds[kind].unit === 'matrix' ? kinds[kind] : kinds.matmul;
  const few = hasFewChannels(kernel, platform) ? convolution.fewChannels : 1;
  const left = carriedOut(kernel, platform) * few * formatFactors(kernel, platform).work;
  const peak = matrixPeak(platform, kind, kernel.numbers) * sparseSpeedup(kernel, platform);
  const ideal = seconds((left * flopsOfMacs(macs)) / peak);
  const busy = ideal / reached.etaMax;
  const gradient = gradientWork(kernel, platform);
  // Threads that add up parts are as busy as those that multiply.
  if (gradient !== null) return { actual: gradient * busy, busy: gradient * busy };
  return { actual: ideal / efficiency(reached, tiles, kernel), busy };
}

function vectorTime({ kind, elementwise, transcendental }: Kernel, platform: Platform): ArithmeticTime {
  const work =
    DEFAULTS.flopsOfElementwise.value * elementwise + DEFAULTS.flopsOfTranscendental.value * transcendental;
  if (work === 0) return NO_TIME;
  const { kinds } = platform.coefficients;
  const { etaMax } = kinds[kind].unit === 'vector' ? kinds[kind] : kinds.elementwise;
  // No ramp: what small element-wise launches wait for is memory and the launch itself.
  const time = work / vectorPeak(platform) / etaMax;
  return { actual: time, busy: time };
}

/** (a^q + b^q)^(1/q), scaled by the larger so that tiny times do not underflow. */
function powerSum(a: number, b: number, q: number): number {
  const larger = Math.max(a, b);
  if (larger === 0) return 0;
  return larger * (1 + (Math.min(a, b) / larger) ** q) ** (1 / q);
}
