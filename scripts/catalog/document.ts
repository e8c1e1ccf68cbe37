/**
 * docs/catalog.md, made from the tables: `npm run docs:catalog` writes it; a test holds that it is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { PRECISIONS, type Device, type Precision } from '../../src/catalog/device.ts';
import { listDevices } from '../../src/catalog/devices.ts';
import { EQUIVALENCES } from '../../src/catalog/equivalences.ts';
import { listGrids, type Grid } from '../../src/catalog/grids.ts';
import * as schema from '../../src/catalog/schema.ts';
import { citationOf, listSources } from '../../src/catalog/sources.ts';
import { significant } from '../../src/units/format.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const DOCUMENT = path.join(ROOT, 'docs/catalog.md');

const read = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(ROOT, 'src/catalog', name), 'utf8'));

/** The whole page. */
export function catalogDocument(): string {
  return `${[
    '# The catalogue',
    'Every fact that figures rest on, with its source and year. Made from the tables in [`src/catalog/`](../src/catalog/README.md) by `npm run docs:catalog`; the coefficients of the cost model are on [their own page](cost-model.md).',
    acceleratorPart(),
    cpuPart(),
    gridPart(),
    placePart(),
    linkPart(),
    embodiedPart(),
    equivalencePart(),
    dataPart(),
    sourcePart(),
  ].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const number = (value: number, scale = 1): string => significant(value / scale, 4).replace(/\.0+$/, '');

function acceleratorPart(): string {
  const all = listDevices().filter(({ kind }) => kind !== 'cpu');
  const checked = all.filter((device) => device.checked).length;
  const rows = all.map((device) => [
    device.id,
    device.name,
    device.kind,
    device.architecture,
    String(device.year),
    number(device.tdp),
    device.derived.some(({ property }) => property === 'idle') ? '' : number(device.idle),
    ...PRECISIONS.map((precision) => peakOf(device, precision)),
    number(device.bandwidth, 1e9),
    device.memory === undefined ? '' : number(device.memory, 2 ** 30),
    device.cache === undefined ? '' : number(device.cache, 2 ** 20),
    device.checked ? (device.checkedWith ?? 'yes') : '',
    `${device.source}${device.note === undefined ? '' : `. ${device.note}`}`,
  ]);
  return [
    `## Accelerators: ${all.length}, of which ${checked} checked against a second listing`,
    'Peaks in TFLOP/s (INT8: TOP/s), dense, with FP32 accumulation; FP32 is outside tensor cores; FP32 and TF32 of a TPU are passes over BF16. A precision without a number has no units of its own. Where no idle power is given, the share of the TDP that devices of the kind idle at stands in.',
    table(
      [
        ...['id', 'name', 'kind', 'architecture', 'year', 'TDP W', 'idle W'],
        ...PRECISIONS.map((precision) => precision.toUpperCase()),
        ...['GB/s', 'GiB', 'last cache MiB', 'checked', 'source, note'],
      ],
      rows,
    ),
  ].join('\n\n');
}

function peakOf({ peak }: Device, precision: Precision): string {
  const value = peak[precision];
  return value === undefined ? '' : number(value, 1e12);
}

function cpuPart(): string {
  const { families } = v.parse(schema.cpusFile, read('cpus.json'));
  const count = families.reduce((sum, { cpus }) => sum + cpus.length, 0);
  const checked = listDevices().filter((device) => device.kind === 'cpu' && device.checked).length;
  const rows = families.map(
    ({ id, cpus, flopsPerCycle, bf16PerCycle, vnni, bandwidthGBps, memory, source }) => {
      const known = cpus.filter(([, , cores]) => cores !== null).length;
      const years = cpus.map(([, , , , year]) => year);
      const powers = cpus.map(([, tdp]) => tdp);
      return [
        id,
        `${cpus.length}, ${known} with cores and clock`,
        span(years),
        span(powers),
        String(flopsPerCycle),
        bf16PerCycle === undefined ? '' : String(bf16PerCycle),
        bf16PerCycle === undefined
          ? vnni === true
            ? String(4 * flopsPerCycle)
            : ''
          : String(2 * bf16PerCycle),
        `${bandwidthGBps} (${memory})`,
        citationOf(source),
      ];
    },
  );
  return [
    `## CPUs: ${count} in ${families.length} families, of which ${checked} with cores and clock of the vendor`,
    `Names and TDPs: ${citationOf('codecarbon-cpus')}. \`wattlens devices\` lists every one. Peak is cores × base clock × FLOP a cycle.`,
    table(
      [
        'family',
        'CPUs',
        'years',
        'TDP W',
        'FP32 FLOP/cycle',
        'BF16 FLOP/cycle',
        'INT8 operations/cycle',
        'GB/s',
        'source',
      ],
      rows,
    ),
  ].join('\n\n');
}

function span(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}–${high}`;
}

function gridPart(): string {
  const grids = listGrids();
  const of = (has: (code: string) => boolean): Grid[] => grids.filter(({ code }) => has(code));
  const part = (title: string, rows: readonly Grid[]): string =>
    [
      `### ${title}: ${rows.length}`,
      table(
        ['code', 'name', 'gCO2eq/kWh', 'year', 'source'],
        rows.map(({ code, name, intensity, year, source, note }) => [
          ...[code, name, number(intensity), String(year)],
          `${source}${note === undefined ? '' : `. ${note}`}`,
        ]),
      ),
    ].join('\n\n');
  const isCloud = (code: string): boolean => code.includes(':');
  const isState = (code: string): boolean => /^[A-Z]{2}-/.test(code);
  return [
    `## Grids: ${grids.length}`,
    part(
      'The world and countries',
      of((code) => !isCloud(code) && !isState(code)),
    ),
    part('States', of(isState)),
    ...['aws', 'azure', 'gcp'].map((provider) =>
      part(
        `Regions of ${provider}`,
        of((code) => code.startsWith(`${provider}:`)),
      ),
    ),
  ].join('\n\n');
}

function placePart(): string {
  const { years, providers } = v.parse(schema.pueFile, read('pue.json'));
  const { deviceHours } = v.parse(schema.pricesFile, read('prices.json'));
  const { lifetime, devices } = v.parse(schema.embodiedFile, read('embodied.json'));
  return [
    '## Power usage effectiveness',
    table(
      ['where', 'PUE', 'year', 'source'],
      [
        ...years.map(({ year, pue, source }) => [
          'world, mean',
          String(pue),
          String(year),
          citationOf(source),
        ]),
        ...providers.map(({ name, pue, year, source }) => [
          name,
          String(pue),
          String(year),
          citationOf(source),
        ]),
      ],
    ),
    '## Rent of devices, USD an hour, preemptible to on demand',
    'A device that is not listed has no rent: prices are not guessed.',
    table(
      ['devices', 'low', 'high', 'year', 'source'],
      deviceHours.map((row) => [
        row.devices.join(', '),
        String(row.low),
        String(row.high),
        String(row.year),
        `${citationOf(row.source)}${row.note === undefined ? '' : `. ${row.note}`}`,
      ]),
    ),
    '## Embodied carbon, kgCO2eq a device',
    `Written off over ${lifetime.years} years (${lifetime.low} to ${lifetime.high}) of which ${lifetime.utilisation * 100} % in use: ${citationOf(lifetime.source)}. Counted only where it is asked for.`,
    table(
      ['devices', 'kg', 'range', 'source'],
      devices.map((row) => [
        row.devices.join(', '),
        String(row.kilograms),
        `${row.low}–${row.high}`,
        `${citationOf(row.source)}${row.note === undefined ? '' : `. ${row.note}`}`,
      ]),
    ),
  ].join('\n\n');
}

function linkPart(): string {
  const { links, fallback, networks, node, bucketMebibytes } = v.parse(
    schema.interconnectsFile,
    read('interconnects.json'),
  );
  const row = (devices: string, { name, gigabytesPerSecond, source }: typeof fallback): readonly string[] => [
    devices,
    name,
    String(gigabytesPerSecond),
    citationOf(source),
  ];
  return [
    '## Interconnects of data parallel training, GB/s in one direction',
    `Gradients go in buckets of ${bucketMebibytes.value} MiB: ${citationOf(bucketMebibytes.source)}.`,
    table(
      ['devices', 'link', 'GB/s', 'source'],
      [
        ...links.map((link) => row(link.devices.join(', '), link)),
        row('all others', fallback),
        ...networks.map((network) =>
          row(`more than ${node.devices}, between machines: ${network.devices.join(', ')}`, network),
        ),
        row(`more than ${node.devices}, between machines: all others`, node),
      ],
    ),
  ].join('\n\n');
}

function embodiedPart(): string {
  const { lifetime, devices } = v.parse(schema.embodiedFile, read('embodied.json'));
  const named = devices.map(({ devices: ids, kilograms, low, high, source, note }) => [
    ids.join(', '),
    String(kilograms),
    span([low, high]),
    `${citationOf(source)}${note === undefined ? '' : `. ${note}`}`,
  ]);
  return [
    '## Making the devices, kg CO2eq of one',
    `Counted where \`embodied = on\` asks for it, without the server around the device. Written off over ${lifetime.years} years (${span([lifetime.low, lifetime.high])} in the band) in which it is in use ${lifetime.utilisation * 100} % of the time: ${citationOf(lifetime.source)}${lifetime.note === undefined ? '' : `. ${lifetime.note}`} What no row tells is unknown.`,
    table(['devices', 'kg CO2eq', 'published', 'source, note'], named),
  ].join('\n\n');
}

function equivalencePart(): string {
  return [
    '## Equivalences',
    table(
      ['of', 'one is', 'formula', 'year', 'source'],
      EQUIVALENCES.map((one) => [
        one.label,
        one.quantity === 'energy' ? `${number(one.one, 1000)} kJ` : `${number(one.one)} g CO2eq`,
        one.formula,
        String(one.year),
        one.source,
      ]),
    ),
  ].join('\n\n');
}

function dataPart(): string {
  const { datasets } = v.parse(schema.datasetsFile, read('datasets.json'));
  const { tables } = v.parse(schema.tablesFile, read('tables.json'));
  const { models } = v.parse(schema.knownModelsFile, read('knownModels.json'));
  return [
    `## Data sets: ${datasets.length}`,
    table(
      ['library', 'name', 'samples', 'one sample', 'classes', 'source'],
      datasets.map(({ library, name, splits, shape, layout, dtype, classes, source }) => [
        library,
        name,
        Object.entries(splits)
          .map(([split, samples]) => `${split} ${samples.toLocaleString('en-US')}`)
          .join(', '),
        `${shape.map((size) => size ?? '?').join(' × ')} ${layout}, ${dtype}`.trim(),
        classes === null ? '' : String(classes),
        citationOf(source),
      ]),
    ),
    `## Tables known by the place they are downloaded from: ${tables.length}`,
    table(
      ['name', 'URL or path ends with', 'lines', 'columns', 'source'],
      tables.map(({ name, endings, lines, columns, source }) => [
        name,
        endings.join(', '),
        lines.toLocaleString('en-US'),
        typeof columns === 'number' ? String(columns) : columns.map(([label]) => label).join(', '),
        citationOf(source),
      ]),
    ),
    `## Published models to compare with: ${models.length}`,
    table(
      ['name', 'library', 'parameters', 'MACs', 'input', 'source'],
      models.map(({ name, library, params, macs, input, layout, source }) => [
        name,
        library,
        params.toLocaleString('en-US'),
        macs.toLocaleString('en-US'),
        `${input.join(' × ')} ${layout}`,
        citationOf(source),
      ]),
    ),
  ].join('\n\n');
}

function sourcePart(): string {
  const sources = listSources();
  return [
    `## Sources: ${sources.length}`,
    table(
      ['key', 'title', 'year', 'licence'],
      sources.map(({ id, title, year, licence, url }) => [
        id,
        url === undefined ? title : `[${title}](${url})`,
        String(year),
        licence ?? 'facts',
      ]),
    ),
  ].join('\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DOCUMENT, catalogDocument());
