/** `npm run manifest` writes what package.json, schemas/ and the README have of the table of entries; a test holds it up to date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from './configSchema.ts';
import { readmeWithSettings } from './readme.ts';
import { manifestWithSettings, type Manifest } from './settings.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const write = (file: string, value: unknown): void => {
  mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
  writeFileSync(path.join(ROOT, file), `${JSON.stringify(value, null, 2)}\n`);
};

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
const made = manifestWithSettings(manifest);
write('package.json', made);
write('schemas/wattlens.schema.json', configSchema());
const readme = path.join(ROOT, 'README.md');
writeFileSync(readme, readmeWithSettings(readFileSync(readme, 'utf8'), made));
