import { bytes, bytesPerSecond } from '../units/quantity.ts';
import type { Bytes, BytesPerSecond } from '../units/quantity.ts';
import file from './interconnects.json' with { type: 'json' };
import type { InterconnectsFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** What devices exchange gradients over. */
export interface Interconnect {
  readonly name: string;
  /** One direction, of one device. */
  readonly bandwidth: BytesPerSecond;
  readonly source: string;
}

const { links, fallback, networks, node, bucketMebibytes } = trusted<InterconnectsFile>(file);

/** Gradients that are left to exchange when the backward pass ends. */
export const LAST_BUCKET: Bytes = bytes(bucketMebibytes.value * 2 ** 20);

/**
 * The slowest link of a ring of so many devices: within a machine that of the device, between machines the network,
 * which each machine's traffic passes once.
 */
export function ringLink(deviceId: string, devices: number): Interconnect {
  const isOf = (row: (typeof links)[number]): boolean => row.devices.includes(deviceId);
  const own = links.find(isOf) ?? fallback;
  const network = networks.find(isOf) ?? node;
  return toInterconnect(
    devices > node.devices && network.gigabytesPerSecond < own.gigabytesPerSecond ? network : own,
  );
}

type Row = InterconnectsFile['fallback'];

function toInterconnect({ name, gigabytesPerSecond, source }: Row): Interconnect {
  return { name, bandwidth: bytesPerSecond(gigabytesPerSecond * 1e9), source: citationOf(source) };
}
