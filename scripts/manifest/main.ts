/** `npm run manifest` writes what package.json and schemas/ have of the table of entries; a test holds it up to date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from './configSchema.ts';
import { manifestWithSettings, type Manifest } from './settings.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const write = (file: string, value: unknown): void => {
  mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
  writeFileSync(path.join(ROOT, file), `${JSON.stringify(value, null, 2)}\n`);
};

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
write('package.json', manifestWithSettings(manifest));
write('schemas/wattlens.schema.json', configSchema());
