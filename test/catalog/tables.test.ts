import { expect } from 'chai';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { catalogHash } from '../../scripts/catalog/version.mjs';
import { catalogProblems } from '../../scripts/catalog/problems.ts';
import { listDatasets } from '../../src/catalog/datasets.ts';
import { listDevices } from '../../src/catalog/devices.ts';
import { EMBODIED_LIFETIME, embodiedCarbonOf } from '../../src/catalog/embodied.ts';
import { EQUIVALENCES } from '../../src/catalog/equivalences.ts';
import { listGrids } from '../../src/catalog/grids.ts';
import { listKnownModels } from '../../src/catalog/knownModels.ts';
import { listSources } from '../../src/catalog/sources.ts';
import { catalogVersion } from '../../src/catalog/version.ts';

const CATALOG = new URL('../../src/catalog/', import.meta.url);

/** Where a table holds a number that neither it nor anything around it gives a source. */
function unsourced(value: unknown, path: string, sourced: boolean): string[] {
  if (typeof value === 'number') return sourced || path.endsWith('.year') ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  const own = 'source' in value && typeof value.source === 'string' && value.source !== '';
  return Object.entries(value).flatMap(([key, each]) => unsourced(each, `${path}.${key}`, sourced || own));
}

describe('catalog/tables', () => {
  it('fit their schemas, name existing sources and things, and give no name twice', () => {
    expect(catalogProblems()).to.deep.equal([]);
  });

  it('have a version that fits their contents', () => {
    expect(catalogVersion).to.match(/^\d{4}\.\d{2}\.\d{2}\+[0-9a-f]{8}$/);
    expect(catalogVersion.split('+')[1]).to.equal(catalogHash());
  });

  it('hold what they promise', () => {
    const devices = listDevices();
    const codes = listGrids().map(({ code }) => code);
    const accelerators = devices.filter(({ kind }) => kind !== 'cpu');
    expect(accelerators.length).to.be.at.least(60);
    expect(new Set(accelerators.map(({ kind }) => kind))).to.deep.equal(new Set(['gpu', 'tpu', 'edge']));
    expect(devices.filter(({ kind }) => kind === 'cpu').length).to.be.at.least(300);
    expect(codes.filter((code) => /^[A-Z]{2}$/.test(code)).length).to.be.at.least(200);
    expect(codes.filter((code) => code.startsWith('US-'))).to.have.length(51);
    for (const provider of ['aws', 'azure', 'gcp']) {
      expect(codes.filter((code) => code.startsWith(`${provider}:`)).length, provider).to.be.at.least(30);
    }
    expect(listDatasets().length).to.be.at.least(60);
    expect(listKnownModels().length).to.be.at.least(40);
  });

  it('give every fact a source and a year', () => {
    for (const { title, year } of listSources()) {
      expect(title).to.match(/\w/);
      expect(year).to.be.within(1990, 2030);
    }
    for (const { id, source, year } of listDevices()) {
      expect(source, id).to.match(/\(\d{4}\)/);
      expect(year, id).to.be.within(2007, 2030);
    }
    for (const { code, source, year } of listGrids()) {
      expect(source, code).to.match(/\(\d{4}\)/);
      expect(year, code).to.be.within(2009, 2030);
    }
    for (const { source } of [...listDatasets(), ...listKnownModels(), ...EQUIVALENCES]) {
      expect(source).to.match(/\(\d{4}\)$/);
    }
  });

  it('hold no number without a source', () => {
    const tables = readdirSync(CATALOG).filter((name) => name.endsWith('.json') && name !== 'sources.json');
    const missing = tables.flatMap((name) =>
      unsourced(JSON.parse(readFileSync(new URL(name, CATALOG), 'utf8')), name, false),
    );
    expect(missing).to.deep.equal([]);
  });

  it('give what making a device emitted with a span, and say nothing of one that nobody assessed', () => {
    const assessed = listDevices().flatMap(({ id }) => embodiedCarbonOf(id) ?? []);
    expect(assessed.length).to.be.at.least(21);
    for (const { kilograms, low, high, source } of [...assessed]) {
      expect(kilograms, source).to.be.within(low, high);
      expect(source).to.match(/\(\d{4}\)/);
    }
    expect(embodiedCarbonOf('TPU-v4')).to.equal(undefined);
    expect(EMBODIED_LIFETIME.years).to.be.within(EMBODIED_LIFETIME.low, EMBODIED_LIFETIME.high);
    expect(EMBODIED_LIFETIME.source).to.match(/\(\d{4}\)/);
  });

  it('keep the large tables small enough to load at the start', () => {
    for (const name of ['cpus.json', 'grids.json', 'accelerators.json']) {
      expect(statSync(new URL(`../../src/catalog/${name}`, import.meta.url)).size, name).to.be.below(150_000);
    }
  });
});
