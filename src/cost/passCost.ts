/** What the launches of a pass, or of a step of several passes, cost: times, then energies, launch by launch. */
import { bytes, flops, flopsOfMacs, joules, seconds } from '../units/quantity.ts';
import type { Bytes, Flops, Joules, Seconds } from '../units/quantity.ts';
import { weightSetsOf, type Kernel } from './kernel.ts';
import { dispatchTime, hostRunsAhead, matrixPeak, updateDispatchTime, type Platform } from './platform.ts';
import { waitEnergy, workEnergy } from './power.ts';
import { launchTimeOf, type LaunchTime } from './roofline.ts';
import { sparseSpeedup } from './sparsity.ts';

/** All launches of one kernel in a pass. */
export interface KernelCost {
  readonly kernel: Kernel;
  readonly launch: LaunchTime;
  /** On the device, without waiting for the host. */
  readonly deviceTime: Seconds;
  readonly deviceEnergy: Joules;
  /** Its part of the time that the device waits for the host. */
  readonly waitTime: Seconds;
  readonly time: Seconds;
  readonly energy: Joules;
}

export interface PassCost {
  readonly kernels: readonly KernelCost[];
  readonly time: Seconds;
  readonly energy: Joules;
  /** The device waits for its host at times. */
  readonly waits: boolean;
}

/**
 * IT cost of launches that are issued one after the other. The host issues operations ahead of the device; where issuing
 * all of them takes longer than the device works, the difference is waited for, and falls to the launches that are
 * shorter than their issue takes.
 */
export function passCost(kernels: readonly Kernel[], platform: Platform): PassCost {
  const weights = weightsOf(kernels);
  const launches = kernels.map((kernel) => launchTimeOf(kernel, platform, weights));
  const dispatchOf = dispatches(platform);
  let waiting = 0;
  let short = 0;
  for (const [i, kernel] of kernels.entries()) {
    const missing = dispatchOf(kernel) - (launches[i]?.total ?? 0);
    waiting += kernel.count * missing;
    short += kernel.count * Math.max(0, missing);
  }
  const waitShare = short > 0 ? Math.max(0, waiting) / short : 0;
  const costs = kernels.flatMap((kernel, i): KernelCost[] => {
    const launch = launches[i];
    if (launch === undefined) return [];
    const { count } = kernel;
    const deviceTime = seconds(count * launch.total);
    const deviceEnergy = joules(count * workEnergy(platform, { ...launch, time: launch.total }));
    const waitTime = seconds(waitShare * count * Math.max(0, dispatchOf(kernel) - launch.total));
    return [
      {
        kernel,
        launch,
        deviceTime,
        deviceEnergy,
        waitTime,
        time: seconds(deviceTime + waitTime),
        energy: joules(deviceEnergy + waitEnergy(platform, waitTime)),
      },
    ];
  });
  return {
    kernels: costs,
    time: seconds(costs.reduce((sum, { time }) => sum + time, 0)),
    energy: joules(costs.reduce((sum, { energy }) => sum + energy, 0)),
    waits: waiting > 0,
  };
}

/** Time that the host takes to issue a launch of a kernel; 0 where the device issues it itself. */
function dispatches(platform: Platform): (kernel: Kernel) => number {
  if (!hostRunsAhead(platform)) return () => 0;
  const [model, update] = [dispatchTime(platform), updateDispatchTime(platform)];
  return ({ pass }) => (pass === 'update' ? update : model);
}

/** A backward pass reads the weights again that the forward pass read, and an update passes over them and its state. */
function weightsOf(kernels: readonly Kernel[]): Bytes {
  const read = { forward: 0, backward: 0, update: 0 };
  for (const kernel of kernels) read[kernel.pass] += weightSetsOf(kernel) * kernel.weightBytes;
  return bytes(Math.max(...Object.values(read)));
}

export type Bound = 'compute' | 'memory' | 'overhead' | 'nothing';

/** What most of the time goes to: arithmetic, memory traffic, or launching and waiting for the host. */
export function boundOf(costs: readonly KernelCost[]): Bound {
  let compute = 0;
  let memory = 0;
  let overhead = 0;
  for (const { kernel, launch, waitTime } of costs) {
    compute += kernel.count * launch.compute;
    memory += kernel.count * launch.memory;
    overhead += kernel.count * launch.launch + waitTime;
  }
  const most = Math.max(compute, memory, overhead);
  if (most === 0) return 'nothing';
  if (most === compute) return 'compute';
  return most === memory ? 'memory' : 'overhead';
}

/** Share of the peak of the matrix units that is reached over the time of these launches, 0 to 1; null without MACs. */
export function reachedEfficiency(costs: readonly KernelCost[], platform: Platform): number | null {
  let ideal = 0;
  let time = 0;
  for (const { kernel, time: taken } of costs) {
    const peak = matrixPeak(platform, kernel.kind, kernel.numbers) * sparseSpeedup(kernel, platform);
    ideal += (kernel.count * flopsOfMacs(kernel.macs)) / peak;
    time += taken;
  }
  return ideal === 0 ? null : ideal / time;
}

export function flopsOf(costs: readonly KernelCost[]): Flops {
  return flops(costs.reduce((sum, { kernel }) => sum + kernel.count * flopsOfMacs(kernel.macs), 0));
}
