import type { FlopsPerSecond } from '../units/quantity.ts';
import { bytesPerSecond, flopsPerSecond, watts } from '../units/quantity.ts';
import type { NamedDevice } from './accelerators.ts';
import file from './cpus.json' with { type: 'json' };
import { DEFAULTS } from './defaults.ts';
import type { DerivedProperty, Device, Peaks } from './device.ts';
import { coefficientsFor } from './efficiency.ts';
import { lazy } from './lazy.ts';
import type { CpusFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

type Family = CpusFile['families'][number];
type Row = Family['cpus'][number];

/** Short names that stand for a typical member of a line: `Xeon` alone names no processor. */
const TYPICAL: Readonly<Record<string, readonly string[]>> = {
  [DEFAULTS.cpu.value]: ['CPU', 'Xeon', 'Xeon Gold', 'server CPU'],
  'Intel-Xeon-Platinum-8370C': ['Xeon Platinum'],
  'AMD-EPYC-7742': ['EPYC'],
  'AMD-Ryzen-Threadripper-3970X': ['Threadripper'],
  'AMD-Ryzen-7-5800X': ['Ryzen'],
  'Intel-Core-i9-10900K': ['i9'],
  'Intel-Core-i7-10700': ['i7', 'desktop', 'desktop CPU'],
  'Intel-Core-i5-10400': ['i5'],
  'Intel-Core-i7-10750H': ['laptop', 'laptop CPU'],
};

/** Every CPU: the sustained figures of one socket. */
export const cpus = lazy((): readonly NamedDevice[] =>
  trusted<CpusFile>(file).families.flatMap((family) => family.cpus.map((row) => toNamed(family, row))),
);

function toNamed(family: Family, row: Row): NamedDevice {
  const device = toDevice(family, row);
  const { id, name } = device;
  const line = name.replace(/^(?:Intel|AMD) /, '');
  const number = line.replace(/^(?:Core|Xeon|Ryzen \d|EPYC|Ryzen Threadripper) /, '');
  return {
    device,
    names: [
      id,
      name,
      line,
      line.replace('Ryzen Threadripper', 'Threadripper'),
      number,
      ...(TYPICAL[id] ?? []),
    ],
  };
}

function toDevice(family: Family, row: Row): Device {
  const [name, tdp, , , year] = row;
  const derived: DerivedProperty[] = [];
  const idle = coefficientsFor('cpu').idle;
  derived.push({ property: 'idle', reason: `${idle.value} of the TDP: ${idle.source}` });
  return {
    id: name.replaceAll(' ', '-'),
    name,
    vendor: name.startsWith('AMD') ? 'AMD' : 'Intel',
    kind: 'cpu',
    site: family.site,
    year,
    architecture: family.id,
    tdp: watts(tdp),
    idle: watts(idle.value * tdp),
    peak: peaksOf(family, row, derived),
    hasStructuredSparsity: false,
    isSystemOnChip: false,
    bandwidth: bytesPerSecond(family.bandwidthGBps * 1e9),
    source: `${citationOf('codecarbon-cpus')}; ${citationOf(family.source)}`,
    checked: row[2] !== null && family.hybrid === undefined,
    note: `Peak at the base clock, bandwidth with every channel filled (${family.memory}).`,
    derived,
  };
}

/** `VPDPBUSD` multiplies four 8-bit integers where a fused multiply-add of FP32 multiplies one number. */
const INTEGERS_IN_A_LANE = 4;

/** cores · clock · FLOP per cycle; where cores or clock are unknown, the family's FLOP/s per watt times the TDP. */
function peaksOf(family: Family, [, tdp, cores, ghz]: Row, derived: DerivedProperty[]): Peaks {
  const cycles = cores === null || ghz === null ? null : cores * ghz * 1e9;
  if (cycles === null) {
    derived.push({
      property: 'peak',
      reason: `cores or clock unknown: ${family.gflopsPerWatt} GFLOP/s per watt, the median of ${family.id}`,
    });
  } else if (family.hybrid === true) {
    derived.push({
      property: 'peak',
      reason: `performance and efficiency cores counted alike at ${family.flopsPerCycle} FLOP a cycle, the mean of ${family.id}`,
    });
  }
  const flops = cycles === null ? family.gflopsPerWatt * tdp * 1e9 : cycles * family.flopsPerCycle;
  const peak = (share: number): FlopsPerSecond => flopsPerSecond(flops * share);
  const bf16 = family.bf16PerCycle;
  const isVnni = family.vnni === true;
  return {
    fp64: peak(0.5),
    fp32: peak(1),
    ...(bf16 === undefined
      ? isVnni
        ? { int8: peak(INTEGERS_IN_A_LANE) }
        : {}
      : { bf16: peak(bf16 / family.flopsPerCycle), int8: peak((2 * bf16) / family.flopsPerCycle) }),
  };
}
