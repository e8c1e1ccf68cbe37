/** How far what surrounds a device may draw more or less than is assumed. */
import { DEFAULTS } from '../catalog/defaults.ts';
import type { Spread } from '../catalog/efficiency.ts';
import { spanning, type Band } from './band.ts';
import { hostPower, restPower, type Platform } from './platform.ts';

/** Bands of an energy at the device's full power, one for each of what is assumed around it. */
export function machineBands(platform: Platform): Band[] {
  const { device, coefficients } = platform;
  const { host, machine } = coefficients;
  const parts = device.tdp + hostPower(platform) + restPower(platform);
  const around = ({ value, low, high }: Spread, watts: number): Band =>
    spanning(parts, [parts + (low - value) * watts, parts + (high - value) * watts]);
  const { value, low, high } = machine.supply;
  return [
    around(host.cpu, 1),
    around(host.memoryGB, DEFAULTS.dramWattsPerGB.value),
    around(machine.rest, device.tdp),
    spanning(1 / value, [1 / low, 1 / high]),
  ];
}
