/** What was fitted, part by part: `npm run validate` predicts with it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fits } from './fits.ts';

const PATH = fileURLToPath(new URL('../../data/calibration/fits.json', import.meta.url));

export function readFits(): Fits {
  return JSON.parse(readFileSync(PATH, 'utf8')) as Fits;
}

/** Numbers of one list on one line. */
export function writeFits(fits: Fits): void {
  const text = JSON.stringify(fits, null, 1).replaceAll(
    /\[\s*(-?[\d.e+-]+(?:,\s*-?[\d.e+-]+)*)\s*\]/g,
    (_, list: string) => `[${list.replaceAll(/\s+/g, ' ')}]`,
  );
  writeFileSync(PATH, `${text}\n`);
}
