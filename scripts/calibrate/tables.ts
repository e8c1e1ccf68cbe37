/** Measured tables: CSV files under data/calibration, or in the folder that was given. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { rowsOfCsv } from './csv.ts';
import { dataFile } from './dataFiles.ts';

/** @param name inside data/calibration, without `.gz` */
export function readTable(name: string): Readonly<Record<string, string>>[] {
  const file = dataFile(name);
  const content = readFileSync(file);
  return rowsOfCsv((file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8'));
}
