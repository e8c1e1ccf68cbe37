import { energyOf, joules, watts } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { hostPower, type Platform } from './platform.ts';

/**
 * IT energy over a time in which the arithmetic units are busy for `busy` and the memory for `memory`:
 * E = t · (idle + host) + (TDP − idle) · min(t, wc · busy + wm · memory), which is
 * P = idle + (TDP − idle) · min(1, wc · u_compute + wm · u_memory) + host with u = busy time / time.
 */
export function workEnergy(platform: Platform, time: Seconds, busy: Seconds, memory: Seconds): Joules {
  const { device, coefficients } = platform;
  const { compute: wc, memory: wm } = coefficients.power;
  const active = Math.min(time, wc * busy + wm * memory);
  return joules(waitEnergy(platform, time) + (device.tdp - device.idle) * active);
}

/** IT energy over a time in which the device waits for the host. */
export function waitEnergy(platform: Platform, time: Seconds): Joules {
  return energyOf(watts(platform.device.idle + hostPower(platform)), time);
}
