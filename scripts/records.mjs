// @ts-check
import { existsSync, readFileSync } from 'node:fs';

/**
 * What came of a step of `npm test`.
 *
 * @typedef {object} Result
 * @property {number} passed
 * @property {{ name: string, message: string }[]} failed
 * @property {{ name: string, reason: string }[]} skipped
 */

/**
 * A step whose suite leaves a record is judged by it: only what the suite itself says has passed has passed. A test
 * skipped without a reason has failed, and so has a suite without tests or one that ended badly although every test
 * passed.
 *
 * @param {string} name of the step
 * @param {string} file the record
 * @param {string | undefined} failure how the step's command failed, if it did
 * @returns {Result}
 */
export function readRecord(name, file, failure) {
  if (!existsSync(file)) {
    return {
      passed: 0,
      failed: [{ name, message: failure ?? 'it left no record of its tests' }],
      skipped: [],
    };
  }
  /** @type {{ total: number, passed: string[], failed: Result['failed'], skipped: Result['skipped'] }} */
  const { total, passed, failed, skipped } = JSON.parse(readFileSync(file, 'utf8'));
  const ended = passed.length + failed.length + skipped.length;
  for (const test of skipped) {
    if (!test.reason) failed.push({ name: test.name, message: 'it was skipped without a reason' });
  }
  if (failed.length === 0) {
    if (ended === 0) failed.push({ name, message: 'it has no tests' });
    else if (ended < total) failed.push({ name, message: `only ${ended} of ${total} tests ended` });
    else if (failure) failed.push({ name, message: failure });
  }
  return { passed: passed.length, failed, skipped: skipped.filter(({ reason }) => reason) };
}
