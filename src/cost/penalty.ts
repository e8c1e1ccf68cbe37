import { flopsOfMacs, seconds } from '../units/quantity.ts';
import type { KernelCost } from './passCost.ts';
import { launchTime, matrixPeak, type Platform } from './platform.ts';
import { workEnergy } from './power.ts';

/**
 * Energy per FLOP of a layer over that of an ideal dense layer: one with as many FLOPs in as many launches, in the
 * same precision on the same device, whose operands are reused so well that its traffic hides behind its arithmetic.
 * Waiting for the host counts on neither side, since it depends on the layers around. 1 is as good as dense gets;
 * null for layers without multiply-accumulates.
 */
export function penaltyVersusDense(costs: readonly KernelCost[], platform: Platform): number | null {
  let own = 0;
  let dense = 0;
  for (const { kernel, deviceEnergy } of costs) {
    own += deviceEnergy;
    if (kernel.macs === 0) continue;
    const { kinds } = platform.coefficients;
    const ideal = seconds(flopsOfMacs(kernel.macs) / matrixPeak(platform, kernel.kind, kernel.numbers));
    const compute = seconds(ideal / kinds.dense.etaMax);
    const time = seconds(compute + launchTime(platform));
    const busy = seconds(ideal / kinds.dense.etaMax);
    dense +=
      kernel.count * workEnergy(platform, { time, busy, memory: seconds(0), launch: launchTime(platform) });
  }
  return dense === 0 ? null : own / dense;
}
