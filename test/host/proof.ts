/**
 * Proves that the runner believes nothing it should not: of five suites only the one whose tests all pass may be green.
 * Prints what became of each, and writes a record as the suites themselves do.
 */
import path from 'node:path';
import { onEndRequest, stopAllChildren } from '../../scripts/processes.mjs';
import { ROOT } from '../../scripts/setup/paths.mjs';
import { withEditor } from './editor-session.ts';
import type { Host } from './editor-session.ts';
import { exitCodeOf, runSuite } from './run-suite.ts';
import type { Outcome } from './run-suite.ts';
import { toolsOrSkip } from './tools.ts';
import { writeRecord } from './write-record.ts';

interface Case {
  readonly host: Host;
  readonly suite: string;
  readonly expected: Outcome['kind'];
}

const HOSTS: readonly Host[] = ['node', 'web'];

const SUITES: readonly Omit<Case, 'host'>[] = [
  { suite: 'pass', expected: 'passed' },
  { suite: 'fail', expected: 'failed' },
  { suite: 'hang', expected: 'broken' },
  { suite: 'spin', expected: 'broken' },
  { suite: 'dead', expected: 'broken' },
];

const development = path.join(ROOT, 'dist/test/proof');
const nameOf = ({ host, suite, expected }: Case): string => `${host} host: suite "${suite}" is ${expected}`;
const casesOf = (host: Host): readonly Case[] => SUITES.map((suite) => ({ host, ...suite }));

onEndRequest(stopAllChildren);
const tools = await toolsOrSkip(() => HOSTS.flatMap(casesOf).map(nameOf));

async function outcomeOf({ host, suite }: Case): Promise<Outcome> {
  return withEditor(
    {
      ...tools,
      host,
      extensions: ['wattlens.wattlens-proof'],
      workspace: path.join(ROOT, 'test/host/workspace'),
    },
    ({ browser, port, workspace }) =>
      runSuite({
        browser,
        port,
        workspace,
        development,
        suite: path.join(development, host === 'node' ? `${suite}-node.cjs` : `${suite}-web.js`),
        timeoutMs: 60_000,
        stallMs: 6000,
        log: () => undefined,
      }),
  );
}

const passed: string[] = [];
const failed: { name: string; message: string }[] = [];

async function prove(one: Case): Promise<void> {
  const begin = Date.now();
  const outcome = await outcomeOf(one);
  const name = nameOf(one);
  const why = outcome.kind === 'broken' ? ` (${outcome.reason})` : '';
  const detail = `${outcome.kind}${why}, exit code ${exitCodeOf(outcome)}`;
  console.log(`${outcome.kind === one.expected ? '✔' : '✖'} ${name}: ${detail}, ${Date.now() - begin} ms`);
  if (outcome.kind === one.expected) passed.push(name);
  else failed.push({ name, message: `it is ${detail}` });
}

// the two hosts side by side: most of the time is spent waiting
await Promise.all(
  HOSTS.map(async (host) => {
    for (const one of casesOf(host)) await prove(one);
  }),
);
writeRecord({ total: passed.length + failed.length, passed, failed, skipped: [] });
process.exit(failed.length ? 1 : 0);
