// @ts-check
/**
 * Makes cpus.json: `node scripts/catalog/make-cpus.mjs FOLDER [VENDORS]`. FOLDER holds codecarbon_cpu_power.csv, VENDORS
 * (by default the same) the vendors' tables that mlco2/codecarbon keeps beside it in
 * codecarbon/data/hardware/cpu_dataset_builder: intel_cpu_ark_dataset.csv, amd_cpu_desktop_dataset.csv and
 * amd_cpu_server_dataset.csv (all MIT). Families, with what their members share, lie beside this script.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsv } from './csv.mjs';
import { writeTables } from './write.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/catalog/make-cpus.mjs FOLDER [VENDORS]');
const vendors = process.argv[3] ?? folder;
const beside = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * @typedef {{ id: string, pattern: string, site: string, year: number, flopsPerCycle: number, bandwidthGBps: number,
 *   memory: string, source: string, hybrid?: boolean, bf16PerCycle?: number }} Family
 * @typedef {{ cores: number, ghz: number, year: number | undefined }} Facts
 * @typedef {{ name: string, family: string, tdp: number, cores?: number, ghz?: number, year: number }} Row
 */

/** @type {Family[]} */
const families = JSON.parse(readFileSync(beside('cpu-families.json'), 'utf8'));

/** @param {string} name */
const plain = (name) =>
  name
    .replace(/[®™\u200b]|\(R\)|\(TM\)/g, '')
    .replace(/\bProcessors?\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** @param {string} text */
const numberIn = (text) => Number(/\d+(?:\.\d+)?/.exec(text)?.[0] ?? Number.NaN);

/** The year of `Q1'20`, `10/10/2024`; undefined where there is none that can be right. @param {string} text */
function yearIn(text) {
  const year = Number(
    /(20\d\d)/.exec(text)?.[1] ?? (/'(\d\d)$/.test(text) ? `20${text.slice(-2)}` : Number.NaN),
  );
  return year >= 2007 && year <= 2030 ? year : undefined;
}

/** @type {Map<string, Facts>} */
const facts = new Map();
/** @param {string} name @param {string} cores @param {string} clock @param {string} launch */
function addFacts(name, cores, clock, launch) {
  const row = { cores: numberIn(cores), ghz: numberIn(clock), year: yearIn(launch) };
  if (/MHz/.test(clock)) row.ghz /= 1000;
  if (row.cores >= 1 && row.ghz > 0.5 && row.ghz < 6) facts.set(plain(name), row);
}
for (const row of readCsv(path.join(vendors, 'intel_cpu_ark_dataset.csv'))) {
  addFacts(
    row['cpu_name'] ?? '',
    row['total_cores'] ?? '',
    row['processor_base_frequency'] ?? '',
    row['launch_date'] ?? '',
  );
}
for (const file of ['amd_cpu_desktop_dataset.csv', 'amd_cpu_server_dataset.csv']) {
  for (const row of readCsv(path.join(vendors, file))) {
    addFacts(
      row['Name'] ?? '',
      row['# of CPU Cores'] ?? '',
      row['Base Clock'] ?? '',
      row['Launch Date'] ?? '',
    );
  }
}

/** @type {Map<string, Row>} */
const cpus = new Map();
/** @param {string} name @param {number} tdp @param {Facts | undefined} known */
function addCpu(name, tdp, known) {
  const family = families.find(({ pattern }) => new RegExp(pattern).test(name));
  if (!family || !(tdp >= 4 && tdp <= 600)) return;
  cpus.set(name, {
    name,
    family: family.id,
    tdp,
    ...(known ? { cores: known.cores, ghz: known.ghz } : {}),
    year: known?.year ?? family.year,
  });
}
for (const row of readCsv(path.join(folder, 'codecarbon_cpu_power.csv'))) {
  const name = plain(row['Name'] ?? '');
  addCpu(name, Number(row['TDP']), facts.get(name));
}
for (const row of readCsv(beside('cpu-supplement.csv'))) {
  const name = row['name'] ?? '';
  // an empty TDP leaves the one of the list
  addCpu(name, Number(row['tdp'] || cpus.get(name)?.tdp), {
    cores: Number(row['cores']),
    ghz: Number(row['ghz']),
    year: Number(row['year']),
  });
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * GFLOP/s per watt of the members whose cores and clock are known: the estimate for the others.
 * @param {(family: Family) => boolean} chosen
 */
function efficiency(chosen) {
  const ids = new Map(families.filter(chosen).map((family) => [family.id, family.flopsPerCycle]));
  return median(
    [...cpus.values()].flatMap(({ family, tdp, cores, ghz }) => {
      const flops = ids.get(family);
      return flops === undefined || cores === undefined || ghz === undefined
        ? []
        : [(cores * ghz * flops) / tdp];
    }),
  );
}

const members = families
  .map(({ id, site, year, flopsPerCycle, bf16PerCycle, bandwidthGBps, memory, hybrid, source }) => ({
    id,
    site,
    year,
    flopsPerCycle,
    ...(bf16PerCycle === undefined ? {} : { bf16PerCycle }),
    ...(hybrid === undefined ? {} : { hybrid }),
    bandwidthGBps,
    memory,
    gflopsPerWatt:
      Math.round((efficiency((f) => f.id === id) ?? efficiency((f) => f.site === site) ?? 0) * 100) / 100,
    source,
    cpus: [...cpus.values()]
      .filter(({ family }) => family === id)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
      .map(({ name, tdp, cores, ghz, year: launched }) => [name, tdp, cores ?? null, ghz ?? null, launched]),
  }))
  .filter(({ cpus: found }) => found.length > 0);

await writeTables('cpus.json', { families: members });
const known = [...cpus.values()].filter(({ cores }) => cores !== undefined).length;
process.stdout.write(`cores and clock known for ${known} of ${cpus.size}\n`);
