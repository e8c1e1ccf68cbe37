import { accelerators } from './accelerators.ts';
import { cpus } from './cpus.ts';
import type { Device } from './device.ts';
import { lazy } from './lazy.ts';
import type { Lookup } from './lookup.ts';
import { closest, found, indexByName, normalise } from './lookup.ts';

const acceleratorIndex = lazy(() => indexByName(accelerators(), ({ names }) => names));
const cpuIndex = lazy(() => indexByName(cpus(), ({ names }) => names));

/** A GPU, TPU or edge device by id or by one of its names: `A100-SXM-80`, `V100`, `GeForce RTX 3090`, `tesla t4`. */
export function findAccelerator(name: string): Lookup<Device> {
  const match = acceleratorIndex().get(normalise(name));
  if (match !== undefined) return found(match.device);
  return { found: false, suggestions: closest(name, idsOf(accelerators())) };
}

/** Any device, CPUs included: `Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz`, `i7-10700`, `Xeon`, `cpu`. */
export function findDevice(name: string): Lookup<Device> {
  const key = normalise(name);
  const match = acceleratorIndex().get(key) ?? cpuIndex().get(key);
  if (match !== undefined) return found(match.device);
  return { found: false, suggestions: closest(name, idsOf([...accelerators(), ...cpus()])) };
}

/** Every device, accelerators first. */
export function listDevices(): readonly Device[] {
  return [...accelerators(), ...cpus()].map(({ device }) => device);
}

function idsOf(devices: readonly { readonly device: Device }[]): readonly string[] {
  return devices.map(({ device }) => device.id);
}
