// @ts-check
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

/** Where the catalogue's JSON lives. */
export const CATALOG = new URL('../../src/catalog/', import.meta.url);

/**
 * Writes one JSON file of the catalogue in the repository's own format, one record a line where it fits.
 * @param {string} name
 * @param {Record<string, unknown[]>} tables
 */
export async function writeTables(name, tables) {
  const file = fileURLToPath(new URL(name, CATALOG));
  const text = Object.entries(tables)
    .map(
      ([key, rows]) => `${JSON.stringify(key)}: [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
    )
    .join(',\n');
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(`{\n${text}\n}\n`, { ...options, filepath: file }));
  const counts = Object.entries(tables).map(([key, rows]) => `${rows.length} ${key}`);
  process.stdout.write(`${name}: ${counts.join(', ')}\n`);
}
