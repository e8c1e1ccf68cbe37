/**
 * Proves that the runner believes nothing it should not: of five suites only the one whose tests all pass may be green.
 * Prints what became of each, and writes a record as the suites themselves do.
 */
import path from 'node:path';
import { onEndRequest, stopAllChildren } from '../../scripts/processes.mjs';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { withEditor } from './editor-session.ts';
import type { EditorSession, Host } from './editor-session.ts';
import { exitCodeOf, runSuite } from './run-suite.ts';
import type { Outcome } from './run-suite.ts';
import { toolsOrSkip } from './tools.ts';
import { writeRecord } from './write-record.ts';

interface Case {
  readonly suite: string;
  readonly expected: Outcome['kind'];
}

/** The one that spins comes last: it goes on until its server is ended. */
const CASES: readonly Case[] = [
  { suite: 'pass', expected: 'passed' },
  { suite: 'fail', expected: 'failed' },
  { suite: 'dead', expected: 'broken' },
  { suite: 'hang', expected: 'broken' },
  { suite: 'spin', expected: 'broken' },
];
const HOSTS: readonly Host[] = ['node', 'web'];

const development = path.join(ROOT, 'dist/test/proof');
const nameOf = (host: Host, { suite, expected }: Case): string =>
  `${host} host: suite "${suite}" is ${expected}`;

onEndRequest(stopAllChildren);
const tools = await toolsOrSkip(() => HOSTS.flatMap((host) => CASES.map((one) => nameOf(host, one))));
const passed: string[] = [];
const failed: { name: string; message: string }[] = [];

async function prove(host: Host, { browser, port, workspace }: EditorSession, one: Case): Promise<void> {
  const begin = Date.now();
  const outcome = await runSuite({
    browser,
    port,
    workspace,
    development,
    suite: path.join(development, host === 'node' ? `${one.suite}-node.cjs` : `${one.suite}-web.js`),
    timeoutMs: 60_000,
    stallMs: 5000,
    log: () => undefined,
  });
  const name = nameOf(host, one);
  const why = outcome.kind === 'broken' ? ` (${outcome.reason})` : '';
  const detail = `${outcome.kind}${why}, exit code ${exitCodeOf(outcome)}`;
  console.log(`${outcome.kind === one.expected ? '✔' : '✖'} ${name}: ${detail}, ${Date.now() - begin} ms`);
  if (outcome.kind === one.expected) passed.push(name);
  else failed.push({ name, message: `it is ${detail}` });
}

async function proveAll(host: Host): Promise<void> {
  const options = {
    ...tools,
    host,
    extensions: ['wattlens.wattlens-proof'],
    workspace: path.join(ROOT, 'test/host/workspace'),
  };
  await withEditor(options, async (session) => {
    for (const one of CASES) await prove(host, session, one);
  });
}

// side by side: most of the time is spent waiting
await Promise.all(HOSTS.map(proveAll));
writeRecord({ total: HOSTS.length * CASES.length, passed, failed, skipped: [] });
process.exit(failed.length ? 1 : 0);
