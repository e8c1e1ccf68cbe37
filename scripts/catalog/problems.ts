import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { normalise } from '../../src/catalog/lookup.ts';
import { efficiencyFile } from '../../src/catalog/efficiencySchema.ts';
import * as schema from '../../src/catalog/schema.ts';

const CATALOG = new URL('../../src/catalog/', import.meta.url);

const SCHEMAS = {
  'accelerators.json': schema.acceleratorsFile,
  'cpus.json': schema.cpusFile,
  'datasets.json': schema.datasetsFile,
  'tables.json': schema.tablesFile,
  'defaults.json': schema.defaultsFile,
  'efficiency.json': efficiencyFile,
  'embodied.json': schema.embodiedFile,
  'equivalences.json': schema.equivalencesFile,
  'grids.json': schema.gridsFile,
  'interconnects.json': schema.interconnectsFile,
  'knownModels.json': schema.knownModelsFile,
  'launches.json': schema.launchesFile,
  'pretrained.json': schema.pretrainedFile,
  'prices.json': schema.pricesFile,
  'pue.json': schema.pueFile,
  'sources.json': schema.sourcesFile,
} as const;

/** Every way in which the tables break their schemas, or each other: empty when they are sound. */
export function catalogProblems(): string[] {
  return [...schemaProblems(), ...sourceProblems(), ...nameProblems(), ...referenceProblems()];
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, CATALOG), 'utf8'));
}

function schemaProblems(): string[] {
  const tables = readdirSync(CATALOG).filter((name) => name.endsWith('.json'));
  const unknown = tables.filter((name) => !(name in SCHEMAS)).map((name) => `${name} has no schema`);
  const broken = Object.entries(SCHEMAS).flatMap(([name, shape]) => {
    const { issues } = v.safeParse(shape, read(name));
    return (issues ?? []).map((issue) => `${name} ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  });
  return [...unknown, ...broken];
}

/** Every key of a source has one, and every source is used. */
function sourceProblems(): string[] {
  const { sources } = v.parse(schema.sourcesFile, read('sources.json'));
  const { accelerators } = v.parse(schema.acceleratorsFile, read('accelerators.json'));
  const { families } = v.parse(schema.cpusFile, read('cpus.json'));
  const { grids } = v.parse(schema.gridsFile, read('grids.json'));
  const pue = v.parse(schema.pueFile, read('pue.json'));
  const links = v.parse(schema.interconnectsFile, read('interconnects.json'));
  const embodied = v.parse(schema.embodiedFile, read('embodied.json'));
  const rows = [
    ...links.links,
    links.fallback,
    ...links.networks,
    links.node,
    links.bucketMebibytes,
    embodied.lifetime,
    ...embodied.devices,
    ...accelerators,
    ...families,
    ...grids,
    ...pue.years,
    ...pue.providers,
    ...v.parse(schema.pricesFile, read('prices.json')).deviceHours,
    ...v.parse(schema.equivalencesFile, read('equivalences.json')).equivalences,
    ...v.parse(schema.datasetsFile, read('datasets.json')).datasets,
    ...v.parse(schema.tablesFile, read('tables.json')).tables,
    ...v.parse(schema.knownModelsFile, read('knownModels.json')).models,
    ...v.parse(schema.pretrainedFile, read('pretrained.json')).models,
    v.parse(schema.launchesFile, read('launches.json')),
  ];
  // the list of CPUs itself is cited in code, beside each family's own source
  const second = accelerators.flatMap(({ checkedWith }) => checkedWith ?? []);
  const used = new Set([...rows.map(({ source }) => source), ...second, 'codecarbon-cpus']);
  return [
    ...[...used].filter((key) => !(key in sources)).map((key) => `no source ${key}`),
    ...Object.keys(sources)
      .filter((key) => !used.has(key))
      .map((key) => `source ${key} is not used`),
    ...grids
      .filter(({ source }) => sources[source]?.scope === undefined)
      .map(({ code, source }) => `${code}: source ${source} does not say its scope`),
  ];
}

/** Two things may not go by one name. */
function nameProblems(): string[] {
  const { accelerators } = v.parse(schema.acceleratorsFile, read('accelerators.json'));
  const { families } = v.parse(schema.cpusFile, read('cpus.json'));
  const { grids } = v.parse(schema.gridsFile, read('grids.json'));
  const { datasets } = v.parse(schema.datasetsFile, read('datasets.json'));
  const devices = [
    ...accelerators.map(({ id, name, aliases }) => ({ id, names: [id, name, ...aliases] })),
    ...families.flatMap(({ cpus }) => cpus.map(([name]) => ({ id: name, names: [name] }))),
  ];
  return [
    ...clashes(devices, normalise),
    ...clashes(
      grids.map(({ code, iso3 }) => ({ id: code, names: iso3 === undefined ? [code] : [code, iso3] })),
      (name) => name.toLowerCase(),
    ),
    ...clashes(
      datasets.map(({ library, name, aliases = [] }) => ({
        id: `${library}:${name}`,
        names: [name, ...aliases].map((each) => `${library}:${each}`),
      })),
      (name) => name.toLowerCase(),
    ),
  ];
}

function clashes(
  things: readonly { readonly id: string; readonly names: readonly string[] }[],
  keyOf: (name: string) => string,
): string[] {
  const owners = new Map<string, string>();
  const ids = new Set<string>();
  const problems: string[] = [];
  for (const { id, names } of things) {
    if (ids.has(id)) problems.push(`${id} is there twice`);
    ids.add(id);
    for (const key of new Set(names.map(keyOf))) {
      const owner = owners.get(key);
      if (owner !== undefined) problems.push(`${id} and ${owner} are both called ${key}`);
      owners.set(key, id);
    }
  }
  return problems;
}

/** Ids that one table names of another exist. */
function referenceProblems(): string[] {
  const { accelerators } = v.parse(schema.acceleratorsFile, read('accelerators.json'));
  const { families } = v.parse(schema.cpusFile, read('cpus.json'));
  const { grids } = v.parse(schema.gridsFile, read('grids.json'));
  const { deviceHours } = v.parse(schema.pricesFile, read('prices.json'));
  const { trainingDevice, inferenceDevice, cpu, region } = v.parse(
    schema.defaultsFile,
    read('defaults.json'),
  ).defaults;
  const devices = new Set([
    ...accelerators.map(({ id }) => id),
    ...families.flatMap(({ cpus }) => cpus.map(([name]) => name.replaceAll(' ', '-'))),
  ]);
  const codes = new Map(grids.map((grid) => [grid.code, grid]));
  const named = [trainingDevice, inferenceDevice, cpu].flatMap(({ value, alternatives }) => [
    value,
    ...alternatives,
  ]);
  const { links, networks } = v.parse(schema.interconnectsFile, read('interconnects.json'));
  const priced = [
    ...deviceHours,
    ...links,
    ...networks,
    ...v.parse(schema.embodiedFile, read('embodied.json')).devices,
  ].flatMap((row) => row.devices);
  return [
    ...[...named, ...priced].filter((id) => !devices.has(id)).map((id) => `no device ${id}`),
    ...(codes.has(region.value) ? [] : [`no grid ${region.value}`]),
    ...grids
      .filter(({ like, intensity }) => like !== undefined && codes.get(like)?.intensity !== intensity)
      .map(({ code, like }) => `${code} does not have the figure of ${like ?? ''}`),
  ];
}
