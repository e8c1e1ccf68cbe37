// @ts-check
import { readFileSync } from 'node:fs';

/**
 * Rows of a CSV file as objects keyed by the header. Quoted fields may hold commas and quotes, not line breaks.
 * @param {string} file
 * @returns {Record<string, string>[]}
 */
export function readCsv(file) {
  const [header, ...lines] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  if (header === undefined) throw new Error(`${file} is empty`);
  const names = fields(header);
  return lines.map((line) => {
    const values = fields(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
}

/** @param {string} line */
function fields(line) {
  const found = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    found.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  }
  return found;
}
