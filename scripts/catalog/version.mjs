// @ts-check
/**
 * The catalogue's version: its date and a hash of every table. `node scripts/catalog/version.mjs [YYYY.MM.DD]` writes
 * src/catalog/version.ts, with today's date if none is given; a test holds that the hash fits the tables.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CATALOG = new URL('../../src/catalog/', import.meta.url);

/** First 8 hex digits of the SHA-256 over the names and contents of all tables, whatever their layout. */
export function catalogHash() {
  const hash = createHash('sha256');
  for (const name of readdirSync(CATALOG)
    .filter((file) => file.endsWith('.json'))
    .sort()) {
    hash.update(name).update(JSON.stringify(JSON.parse(readFileSync(new URL(name, CATALOG), 'utf8'))));
  }
  return hash.digest('hex').slice(0, 8);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const date = process.argv[2] ?? new Date().toISOString().slice(0, 10).replaceAll('-', '.');
  writeFileSync(
    new URL('version.ts', CATALOG),
    `/** Date and content hash of the tables; written by \`node scripts/catalog/version.mjs\`. */
export const catalogVersion = '${date}+${catalogHash()}';
`,
  );
}
