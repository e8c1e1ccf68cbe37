/** Measured tables: compressed CSV files under data/calibration. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { rowsOfCsv } from './csv.ts';

/** @param path inside data/calibration, without `.gz` */
export function readTable(path: string): Readonly<Record<string, string>>[] {
  const file = fileURLToPath(new URL(`../../data/calibration/${path}.gz`, import.meta.url));
  return rowsOfCsv(gunzipSync(readFileSync(file)).toString('utf8'));
}
