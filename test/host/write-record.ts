import { writeFileSync } from 'node:fs';
import type { SuiteRecord } from './record.ts';

/** Leaves the record where `npm test` looks for it. */
export function writeRecord(record: SuiteRecord): void {
  const file = process.env['WATTLENS_SUITE_RECORD'];
  if (file) writeFileSync(file, JSON.stringify(record));
}
