import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../scripts/manifest/configSchema.ts';
import { readmeWithSettings } from '../../scripts/manifest/readme.ts';
import { manifestWithSettings, type Manifest } from '../../scripts/manifest/settings.ts';
import { ENTRIES } from '../../src/config/entryTable.ts';
import { FIGURE_SETTINGS } from '../../src/protocol/settings.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

describe('what is made from the table of entries', () => {
  it('is up to date in package.json: `npm run manifest`', () => {
    const manifest = read('package.json') as Manifest;
    expect(manifest).to.deep.equal(JSON.parse(JSON.stringify(manifestWithSettings(manifest))));
    const names = (of: Manifest): string[] => Object.keys(of.contributes.configuration[0]?.properties ?? {});
    expect(names(manifest)).to.deep.equal(names(manifestWithSettings(manifest)));
  });

  it('is up to date in the JSON schema: `npm run manifest`', () => {
    expect(read('schemas/wattlens.schema.json')).to.deep.equal(JSON.parse(JSON.stringify(configSchema())));
  });

  it('is up to date in the README: `npm run manifest`', () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    expect(readme).to.equal(readmeWithSettings(readme, read('package.json') as Manifest));
  });

  it('is what the protocol calls settings of the figures', () => {
    const keys = ENTRIES.flatMap(({ setting }) => (setting === null ? [] : [setting.key]));
    expect([...FIGURE_SETTINGS]).to.deep.equal(keys);
  });

  it('is offered to editors of TOML', () => {
    const { contributes } = read('package.json') as { contributes: { tomlValidation: readonly object[] } };
    expect(contributes.tomlValidation).to.deep.equal([
      { fileMatch: 'wattlens.toml', url: './schemas/wattlens.schema.json' },
    ]);
  });
});
