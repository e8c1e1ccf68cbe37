// @ts-check
/**
 * Runs every check there is, from a fresh clone on. The last line of its output says what came of it.
 *
 *   npm test [-- --only=STEP,STEP…]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { CommandFailed, onEndRequest, runCommand, stopAllChildren } from './processes.mjs';
import { readRecord } from './records.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureEditor } from './setup/editor.mjs';
import { ROOT } from './setup/paths.mjs';
import { SetupError, explainFailure } from './setup/progress.mjs';

/**
 * @typedef {object} Step
 * @property {readonly (readonly string[])[]} commands what Node is to run, one after the other
 * @property {boolean} [record] whether it leaves a record of its tests; without one a step counts as one test
 * @property {boolean} [tools] whether it needs the embedded editor and a browser
 * @property {boolean} [vsix] whether it needs the packaged extension that the step `build` makes
 */

const MOCHA = [
  'node_modules/mocha/bin/mocha.js',
  '--forbid-only',
  '--reporter',
  'scripts/mocha-reporter.cjs',
];
const TSX = ['--import', 'tsx'];
const APART = ['golden', 'conformance', 'host'];

/** @type {Record<string, Step>} */
const STEPS = {
  format: { commands: [['node_modules/prettier/bin/prettier.cjs', '--check', '.']] },
  lint: { commands: [['node_modules/eslint/bin/eslint.js', '.']] },
  types: { commands: [['node_modules/typescript/bin/tsc', '--noEmit']] },
  grammars: { commands: [['scripts/refresh-grammars.mjs', '--check']] },
  build: { commands: [['scripts/package.mjs'], ['scripts/build.mjs', '--tests']] },
  unit: {
    commands: [[...MOCHA, ...APART.flatMap((name) => ['--ignore', `test/${name}/**`]), 'test/**/*.test.ts']],
    record: true,
  },
  golden: { commands: [[...MOCHA, 'test/golden/**/*.test.ts']], record: true },
  conformance: { commands: [[...MOCHA, 'test/conformance/**/*.test.ts']], record: true },
  node: { commands: [[...TSX, 'test/host/run.ts', '--host=node']], record: true, tools: true, vsix: true },
  web: { commands: [[...TSX, 'test/host/run.ts', '--host=web']], record: true, tools: true, vsix: true },
  ui: { commands: [[...TSX, 'test/host/ui.ts']], record: true, tools: true, vsix: true },
  start: { commands: [[...MOCHA, 'test/host/start.test.ts']], record: true, tools: true },
  proof: {
    commands: [
      ['scripts/build.mjs', '--tests'],
      [...TSX, 'test/host/proof.ts'],
    ],
    record: true,
    tools: true,
  },
};

/** No step takes nearly as long; one that does hangs. */
const STEP_TIMEOUT_MS = 30 * 60_000;

/** @typedef {import('./records.mjs').Result} Result */

/** @param {readonly string[]} args */
function chosenSteps(args) {
  const only = args
    .find((arg) => arg.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const strange = [
    ...args.filter((arg) => !arg.startsWith('--only=')),
    ...(only ?? []).filter((name) => !STEPS[name]),
  ];
  if (strange.length) {
    throw new SetupError(
      `There is no ${strange.join(', ')}.`,
      `npm test [-- --only=STEP,…] with the steps ${Object.keys(STEPS).join(', ')}.`,
    );
  }
  const chosen = new Set(only ?? Object.keys(STEPS));
  if ([...chosen].some((name) => STEPS[name]?.vsix)) chosen.add('build');
  return Object.entries(STEPS).filter(([name]) => chosen.has(name));
}

/**
 * @param {string} name
 * @param {Step} step
 * @param {string} records a folder
 * @returns {Promise<Result>}
 */
async function runStep(name, { commands, record }, records) {
  console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
  const begin = Date.now();
  const file = path.join(records, `${name}.json`);
  const env = { ...process.env, WATTLENS_SUITE_RECORD: file };
  /** @type {string | undefined} */
  let failure;
  for (const command of commands) {
    if (failure) break;
    try {
      await runCommand(process.execPath, command, { cwd: ROOT, env, echo: true, timeoutMs: STEP_TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      failure = error.message;
    }
  }
  console.log(
    `   ${name}: ${failure ? 'failed' : 'done'} after ${Math.round((Date.now() - begin) / 1000)} s`,
  );
  if (record) return readRecord(name, file, failure);
  return failure
    ? { passed: 0, failed: [{ name, message: failure }], skipped: [] }
    : { passed: 1, failed: [], skipped: [] };
}

/** What the editor's steps need, fetched while somebody looks; the steps themselves say what its absence skips. */
async function fetchTools() {
  for (const ensure of [ensureEditor, ensureChromium]) {
    try {
      await ensure();
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      explainFailure(error);
    }
  }
}

/** @param {readonly (Result & { step: string })[]} results */
function summarise(results) {
  let [passed, failed, skipped] = [0, 0, 0];
  console.log();
  for (const result of results) {
    passed += result.passed;
    skipped += result.skipped.length;
    for (const { name, reason } of result.skipped) console.log(`skipped: ${result.step}: ${name}: ${reason}`);
  }
  for (const result of results) {
    failed += result.failed.length;
    for (const { name, message } of result.failed) {
      console.log(`failed: ${result.step}: ${name}: ${message.split('\n')[0]}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  return failed ? 1 : 0;
}

onEndRequest(stopAllChildren);
const records = mkdtempSync(path.join(tmpdir(), 'wattlens-test-'));
/** @type {(Result & { step: string })[]} */
const results = [];
try {
  const steps = chosenSteps(process.argv.slice(2));
  await ensureDependencies();
  mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  if (steps.some(([, { tools }]) => tools)) await fetchTools();
  for (const [name, step] of steps) {
    const noVsix = step.vsix && results.some(({ step: other, failed }) => other === 'build' && failed.length);
    const result = noVsix
      ? { passed: 0, failed: [{ name: 'the whole step', message: 'there is no build to test' }], skipped: [] }
      : await runStep(name, step, records);
    results.push({ step: name, ...result });
  }
} catch (error) {
  explainFailure(error);
  results.push({
    step: 'set-up',
    passed: 0,
    failed: [{ name: 'set-up', message: String(error) }],
    skipped: [],
  });
} finally {
  rmSync(records, { recursive: true, force: true });
}
process.exit(summarise(results));
