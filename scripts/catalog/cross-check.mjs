// @ts-check
/**
 * Compares accelerators.json with two public lists: `node scripts/catalog/cross-check.mjs FOLDER`, where FOLDER holds
 * accelerators_curated.csv and mlco2_impact_gpus.csv. Prints every figure that differs by more than 5 %, with the note
 * that should explain it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCsv } from './csv.mjs';
import { CATALOG } from './write.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/catalog/cross-check.mjs FOLDER');

/**
 * @typedef {{ id: string, name: string, aliases: string[], tdpWatts: number, peakTflops: Record<string, number>,
 *   bandwidthGBps: number, memoryGiB?: number, note?: string }} Accelerator
 */
/** @type {{ accelerators: Accelerator[] }} */
const { accelerators } = JSON.parse(readFileSync(new URL('accelerators.json', CATALOG), 'utf8'));

/** @param {string} name */
const key = (name) => name.toLowerCase().replace(/nvidia|geforce|tesla|amd|google|chip|[^a-z0-9]/g, '');
const byName = new Map(
  accelerators.flatMap((row) => [row.id, row.name, ...row.aliases].map((name) => [key(name), row])),
);

/** @typedef {(row: Accelerator) => number | undefined} Figure */
/** @type {{ file: string, columns: Record<string, Figure> }[]} */
const LISTS = [
  {
    file: 'accelerators_curated.csv',
    columns: {
      tdp_W: (row) => row.tdpWatts,
      fp32_TFLOPS: (row) => row.peakTflops['fp32'],
      tf32_tensor_dense: (row) => row.peakTflops['tf32'],
      fp16_tensor_dense: (row) => row.peakTflops['fp16'] ?? row.peakTflops['bf16'],
      int8_TOPS_dense: (row) => row.peakTflops['int8'],
      mem_GBps: (row) => row.bandwidthGBps,
      mem_GB: (row) => row.memoryGiB,
    },
  },
  {
    file: 'mlco2_impact_gpus.csv',
    columns: {
      tdp_watts: (row) => row.tdpWatts,
      TFLOPS32: (row) => row.peakTflops['fp32'],
      memory: (row) => row.memoryGiB,
    },
  },
];

for (const { file, columns } of LISTS) {
  for (const line of readCsv(path.join(folder, file))) {
    const name = line['name'] ?? '';
    const row = byName.get(key(name));
    if (row === undefined) {
      process.stdout.write(`${file} ${name}: not in the catalogue\n`);
      continue;
    }
    for (const [column, figure] of Object.entries(columns)) {
      const theirs = Number.parseFloat(line[column] ?? '');
      const ours = figure(row);
      if (ours !== undefined && theirs > 0 && Math.abs(ours / theirs - 1) > 0.05) {
        process.stdout.write(
          `${file} ${name} ${column}: ${theirs} there, ${ours} here. ${row.note ?? 'No note.'}\n`,
        );
      }
    }
  }
}
