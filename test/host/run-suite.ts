/** Opens the embedded editor's workbench, lets an extension host run a suite, and judges what came of it. */
import { format } from 'node:util';
import type { Browser } from 'playwright-core';
import { remoteUri, workbenchUrl } from '../../scripts/setup/editor-server.mjs';
import { RECORD_MARK, START_MARK } from './record.ts';
import type { SuiteRecord } from './record.ts';

export type Outcome =
  | { readonly kind: 'passed'; readonly record: SuiteRecord }
  | { readonly kind: 'failed'; readonly record: SuiteRecord }
  /** The host never came to the suite's end: it died, hung, or never found the suite. */
  | { readonly kind: 'broken'; readonly reason: string };

const EXIT_CODES: Record<Outcome['kind'], number> = { passed: 0, failed: 1, broken: 2 };

/** What a runner's process ends with. */
export const exitCodeOf = ({ kind }: Outcome): number => EXIT_CODES[kind];

export interface SuiteRun {
  readonly browser: Browser;
  readonly port: number;
  /** The folder opened in the workbench; absolute. */
  readonly workspace: string;
  /** The folder of the extension under development that holds the suite; absolute. */
  readonly development: string;
  /** The bundled suite; absolute. */
  readonly suite: string;
  /** How long the whole run may take. */
  readonly timeoutMs: number;
  /** How long the suite, once started, may be silent: no test ended, nothing printed. */
  readonly stallMs: number;
  readonly log: (line: string) => void;
}

/** Lines of VS Code's own that come through the same channel as the suite's. */
const NOISE =
  /^(Ignoring fetching additional builtin|Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin|ChatSessionStore|\[Service Worker\] registration|getaddrinfo ENOTFOUND|Creation of workbench contribution|\[AgentHost\]|Error: Could not locate the bindings file|Cannot find module '\.\/build\/Release\/watchdog'|\[lifecycle\]|%c)/;

/** A promise that fails when an alarm goes off. An alarm set again under its name replaces the former. */
function alarms(): {
  off: () => void;
  set: (name: string, ms: number, message: string) => void;
  rang: Promise<never>;
} {
  const timers = new Map<string, NodeJS.Timeout>();
  const { promise: rang, reject } = withRejection();
  // it may ring when nobody listens any more
  rang.catch(() => undefined);
  return {
    rang,
    set(name, ms, message) {
      clearTimeout(timers.get(name));
      timers.set(
        name,
        setTimeout(() => {
          reject(new Error(message));
        }, ms),
      );
    },
    off() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

function withRejection(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt;
  });
  return { promise, reject };
}

/** Waits for the workbench to say that the tests are over, and gives its exit code. */
async function runInPage(run: SuiteRun, onRecord: (record: SuiteRecord) => void): Promise<number> {
  const context = await run.browser.newContext({ viewport: { width: 1280, height: 800 } });
  const alarm = alarms();
  try {
    alarm.set('end', run.timeoutMs, `no result after ${run.timeoutMs / 1000} s`);
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      run.log(`[page] ${error.message}`);
    });
    const ended = new Promise<number>((resolve, reject) => {
      page.on('crash', () => {
        reject(new Error('the page crashed'));
      });
      // two functions that the workbench calls where the test driver is enabled
      context.exposeFunction('codeAutomationExit', resolve).catch(reject);
    });
    ended.catch(() => undefined);
    let started = false;
    await context.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
      const line = format(...args);
      if (NOISE.test(line)) return;
      started ||= line === START_MARK;
      if (started) {
        alarm.set('stall', run.stallMs, `the suite gave no sign of life for ${run.stallMs / 1000} s`);
      }
      if (line.startsWith(RECORD_MARK)) onRecord(JSON.parse(line.slice(RECORD_MARK.length)) as SuiteRecord);
      else if (line !== START_MARK) run.log(type === 'error' ? `[error] ${line}` : line);
    });
    await page.goto(
      workbenchUrl({
        port: run.port,
        folder: run.workspace,
        payload: [
          ['extensionDevelopmentPath', remoteUri(run.port, run.development)],
          ['extensionTestsPath', remoteUri(run.port, run.suite)],
        ],
      }),
    );
    return await Promise.race([ended, alarm.rang]);
  } finally {
    alarm.off();
    await context.close();
  }
}

/**
 * Runs one suite to its end. An exit code of 0 is not believed without the suite's own closing record: VS Code ends
 * with 0, too, when the extension host dies in the middle of a test.
 */
export async function runSuite(run: SuiteRun): Promise<Outcome> {
  let record: SuiteRecord | undefined;
  let code: number;
  try {
    code = await runInPage(run, (seen) => {
      record = seen;
    });
  } catch (error) {
    return { kind: 'broken', reason: error instanceof Error ? error.message : String(error) };
  }
  if (!record) {
    return { kind: 'broken', reason: `the editor ended with ${code}, but the suite has no closing record` };
  }
  const { passed, failed, skipped, total } = record;
  const ended = passed.length + failed.length + skipped.length;
  if (failed.length > 0) return { kind: 'failed', record };
  if (ended < total) return { kind: 'broken', reason: `only ${ended} of ${total} tests ended` };
  if (passed.length === 0) return { kind: 'broken', reason: 'no test passed' };
  if (code !== 0) return { kind: 'broken', reason: `every test passed, but the editor ended with ${code}` };
  return { kind: 'passed', record };
}
