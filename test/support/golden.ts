import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * Compares with the accepted output of that name in a folder. `UPDATE_GOLDEN=1` writes the files instead, to be read
 * in the diff; a missing file fails.
 */
export function expectGolden(folder: string, name: string, actual: string): void {
  const file = path.join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, actual);
  }
  expect(existsSync(file), `${name} is missing: run with UPDATE_GOLDEN=1`).to.equal(true);
  expect(actual).to.equal(readFileSync(file, 'utf8'));
}
