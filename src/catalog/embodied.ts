import file from './embodied.json' with { type: 'json' };
import type { EmbodiedFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** What making one device emitted, without the server around it, kg CO2eq, with the span of what was published. */
export interface EmbodiedCarbon {
  readonly kilograms: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

/** Over what a device's making is written off. */
export interface EmbodiedLifetime {
  readonly years: number;
  readonly low: number;
  readonly high: number;
  /** Share of them in which the device is in use, 0 to 1. */
  readonly utilisation: number;
  readonly source: string;
}

const { devices, lifetime } = trusted<EmbodiedFile>(file);

function sourceOf({ source, note }: { readonly source: string; readonly note?: string | undefined }): string {
  return note === undefined ? citationOf(source) : `${citationOf(source)}. ${note}`;
}

export const EMBODIED_LIFETIME: EmbodiedLifetime = { ...lifetime, source: sourceOf(lifetime) };

/** Of a device by its id; undefined where no publication tells. */
export function embodiedCarbonOf(deviceId: string): EmbodiedCarbon | undefined {
  const row = devices.find((one) => one.devices.includes(deviceId));
  if (row === undefined) return undefined;
  const { kilograms, low, high } = row;
  return { kilograms, low, high, source: sourceOf(row) };
}
