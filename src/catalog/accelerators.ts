import { bytes, bytesPerSecond, flopsPerSecond, watts } from '../units/quantity.ts';
import file from './accelerators.json' with { type: 'json' };
import { TPU_PASSES } from './defaults.ts';
import type { DerivedProperty, Device, Peaks } from './device.ts';
import { PRECISIONS } from './device.ts';
import { coefficientsFor } from './efficiency.ts';
import { lazy } from './lazy.ts';
import type { AcceleratorsFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

type Row = AcceleratorsFile['accelerators'][number];

/** A device and every name it goes by. */
export interface NamedDevice {
  readonly device: Device;
  readonly names: readonly string[];
}

const GIBIBYTE = 2 ** 30;
const MEBIBYTE = 2 ** 20;

/** Every GPU, TPU and edge device. */
export const accelerators = lazy((): readonly NamedDevice[] =>
  trusted<AcceleratorsFile>(file).accelerators.map((row) => ({
    device: toDevice(row),
    names: [row.id, row.name, ...row.aliases],
  })),
);

function toDevice(row: Row): Device {
  const derived: DerivedProperty[] = [];
  return {
    id: row.id,
    name: row.name,
    vendor: row.vendor,
    kind: row.kind,
    site: row.site,
    year: row.year,
    architecture: row.architecture,
    tdp: watts(row.tdpWatts),
    idle: watts(row.idleWatts ?? idleOfClass(row, derived)),
    peak: peaksOf(row),
    hasStructuredSparsity: row.structuredSparsity === true,
    isSystemOnChip: row.systemOnChip === true,
    bandwidth: bytesPerSecond(row.bandwidthGBps * 1e9),
    ...(row.memoryGiB === undefined ? {} : { memory: bytes(row.memoryGiB * GIBIBYTE) }),
    ...(row.cacheMiB === undefined ? {} : { cache: bytes(row.cacheMiB * MEBIBYTE) }),
    source: citationOf(row.source),
    checked: row.checked,
    ...(row.checkedWith === undefined ? {} : { checkedWith: citationOf(row.checkedWith) }),
    ...(row.note === undefined ? {} : { note: row.note }),
    derived,
  };
}

function idleOfClass(row: Row, derived: DerivedProperty[]): number {
  const { value, source } = coefficientsFor(row.kind).idle;
  derived.push({ property: 'idle', reason: `${value} of the TDP: ${source}` });
  return value * row.tdpWatts;
}

/** As the table says; a TPU makes products of wider operands in several passes over BF16. */
function peaksOf({ kind, peakTflops }: Row): Peaks {
  const { bf16 } = peakTflops;
  const stated =
    kind === 'tpu' && bf16 !== undefined
      ? { fp32: bf16 / TPU_PASSES.fp32, tf32: bf16 / TPU_PASSES.tf32, ...peakTflops }
      : peakTflops;
  return Object.fromEntries(
    PRECISIONS.flatMap((precision) => {
      const tflops = stated[precision];
      return tflops === undefined ? [] : [[precision, flopsPerSecond(tflops * 1e12)]];
    }),
  );
}
