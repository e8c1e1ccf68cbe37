import { skipReasonOf } from '../support/skip.ts';

/** What a suite says of itself at its end. Without it no run is green: a dead host, too, ends with exit code 0. */
export interface SuiteRecord {
  readonly total: number;
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** Opens the console line that carries the record out of the host. */
export const RECORD_MARK = '##SUITE-RECORD##';

/** The console line with which a suite begins. */
export const START_MARK = '##SUITE-START##';

/** Follows a mocha run: prints each test as it ends and resolves with the record of them all. */
export function follow(runner: Mocha.Runner): Promise<SuiteRecord> {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  const skipped: { name: string; reason: string }[] = [];
  runner
    .once('start', () => {
      console.log(START_MARK);
    })
    .on('pass', (test) => {
      passed.push(test.fullTitle());
      console.log(`  ✔ ${test.fullTitle()}`);
    })
    .on('fail', (test, error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      failed.push({ name: test.fullTitle(), message });
      console.log(`  ✖ ${test.fullTitle()}\n${message}`);
    })
    .on('pending', (test) => {
      skipped.push({ name: test.fullTitle(), reason: skipReasonOf(test) ?? '' });
      console.log(`  - ${test.fullTitle()}`);
    });
  return new Promise((resolve) => {
    runner.once('end', () => {
      resolve({ total: runner.total, passed, failed, skipped });
    });
  });
}

/**
 * Prints the record for the runner outside.
 * @throws Error when a test failed, which is what VS Code takes for a failed run
 */
export function conclude(record: SuiteRecord): void {
  console.log(`${RECORD_MARK} ${JSON.stringify(record)}`);
  if (record.failed.length > 0) throw new Error(`${record.failed.length} test(s) failed`);
}
