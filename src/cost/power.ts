import { energyOf, joules, watts } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { hostPower, restPower, type Platform } from './platform.ts';

/** For how long the parts of a device are at work; they overlap. */
export interface Activity {
  readonly time: Seconds;
  /** Arithmetic at the kind's best efficiency: units that small launches leave empty draw no power. */
  readonly busy: Seconds;
  readonly memory: Seconds;
  readonly launch: Seconds;
}

/**
 * IT energy, as it enters the machine: E = [t · (idle + host + rest) + (TDP − idle) · min(t, wc · busy + wm · memory + wl ·
 * launch)] / supply, which is P = [idle + (TDP − idle) · min(1, wc · u_compute + wm · u_memory + wl · u_launch) + host +
 * rest] / supply with u = busy time / time. A processor issues its operations itself, which is work for it.
 */
export function workEnergy(platform: Platform, { time, busy, memory, launch }: Activity): Joules {
  const { device, coefficients } = platform;
  const { compute: wc, memory: wm, launch: wl } = coefficients.power;
  const active = Math.min(time, wc * busy + wm * memory + wl * launch);
  return joules(waitEnergy(platform, time) + atInlet(platform, (device.tdp - device.idle) * active));
}

/** IT energy over a time in which the device waits for the host. */
export function waitEnergy(platform: Platform, time: Seconds): Joules {
  const parts = watts(platform.device.idle + hostPower(platform) + restPower(platform));
  return joules(atInlet(platform, energyOf(parts, time)));
}

/** What the parts of a machine use, and what its power supply loses of it on the way. */
function atInlet({ coefficients: { machine } }: Platform, parts: number): number {
  return parts / machine.supply.value;
}
