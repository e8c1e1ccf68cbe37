/**
 * Times the analysis of models, beside PyTorch doing the same, what an editor waits for, and the parser:
 *
 *   npm run bench [-- models | corpus | loops | editor | keras | scripts | parse]
 *
 * PyTorch is taken from the interpreter that WATTLENS_BENCH_PYTHON names, else from `python3` if that has it. Absolute
 * figures are this machine's; the ratios come from one run. Nothing here passes or fails.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from '../setup/paths.mjs';
import { median, runChild } from './child.ts';
import { benchEditor } from './editor.ts';
import { benchKeras } from './keras.ts';
import { timeLongLoops } from './longLoop.ts';
import { benchScripts } from './scripts.ts';
import { COUNTERS, JOBS, type Job } from './jobs.ts';
import { timeCorpus, timePyTorch, timeWattlens, type Runs, type Timing } from './measure.ts';

const OURS: Runs = { cold: 5, warm: 60 };
const THEIRS: Runs = { cold: 3, warm: 4 };

function findPython(): string | null {
  const python = process.env['WATTLENS_BENCH_PYTHON'] ?? 'python3';
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
    return python;
  } catch {
    return null;
  }
}

function build(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--production'], { cwd: ROOT, stdio: 'ignore' });
}

async function benchModels(): Promise<void> {
  const python = findPython();
  if (python === null) {
    console.log('PyTorch is not timed: name an interpreter that has it in WATTLENS_BENCH_PYTHON.');
  }
  for (const job of JOBS) {
    console.log(`\n${job.what}`);
    await benchJob(job, python);
  }
}

async function benchJob(job: Job, python: string | null): Promise<void> {
  const ours = await timeWattlens(job, OURS);
  row('', 'cold ms', 'warm ms', 'peak MB', 'cold x', 'warm x', 'peak x', 'params', 'MACs');
  show('Wattlens', ours, null);
  if (python === null) return;
  for (const { name, what } of COUNTERS) {
    try {
      show(what, await timePyTorch(python, job, name, THEIRS), ours);
    } catch (error) {
      const lines = String(error).trim().split('\n');
      console.log(`  ${what}: not timed: ${lines.at(-1) ?? ''}`);
    }
  }
}

function show(name: string, timing: Timing, ours: Timing | null): void {
  const { cold, warm, peakBytes, params, macs } = timing;
  const times = (value: number, base: number | undefined): string =>
    base === undefined ? '' : (value / base).toPrecision(2);
  row(
    name,
    cold.toFixed(0),
    warm.toFixed(warm < 10 ? 1 : 0),
    (peakBytes / 1e6).toFixed(0),
    times(cold, ours?.cold),
    times(warm, ours?.warm),
    times(peakBytes, ours?.peakBytes),
    params.toLocaleString('en-US'),
    macs === null ? '' : macs.toLocaleString('en-US'),
  );
}

function row(name: string, ...cells: readonly string[]): void {
  const widths = [8, 8, 8, 7, 7, 7, 12, 15];
  console.log(`  ${name.padEnd(46)}${cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(' ')}`);
}

/** All classification builders of torchvision, asked of one process. */
async function benchCorpus(): Promise<void> {
  console.log('\nall classification builders of torchvision, by one process of the command line');
  const runs = [];
  for (let i = 0; i < OURS.cold; i++) runs.push(await timeCorpus());
  const [first] = runs;
  if (first === undefined) return;
  const milliseconds = median(runs.map((run) => run.milliseconds));
  const peak = median(runs.map((run) => run.peakBytes));
  console.log(
    `  ${first.models} models: ${milliseconds.toFixed(0)} ms, at most ${(peak / 1e6).toFixed(0)} MB`,
  );
}

/** Loops are not run as often as the script says. */
async function benchLoops(): Promise<void> {
  console.log('\na training script, by the number of its steps; warm');
  const [one, ...longer] = await timeLongLoops([1, 1_000, 1e9], 43);
  if (one === undefined) return;
  console.log(`  1 step: ${one.milliseconds.toFixed(1)} ms`);
  for (const { steps, milliseconds, found } of longer) {
    const count = steps.toLocaleString('en-US');
    const ratio = (milliseconds / one.milliseconds).toPrecision(2);
    console.log(
      `  ${count} steps: ${milliseconds.toFixed(1)} ms, ${ratio} times as long; found ${(found ?? NaN).toLocaleString('en-US')}`,
    );
  }
}

async function benchParser(): Promise<void> {
  const script = path.join(ROOT, 'scripts/bench/parse.mjs');
  console.log('\nparsing');
  const { output } = await runChild(process.execPath, ['--expose-gc', '--import', 'tsx', script]);
  console.log(output.trimEnd().replaceAll(/^/gm, '  '));
}

const args = process.argv.slice(2);
const known = ['models', 'corpus', 'loops', 'editor', 'keras', 'scripts', 'parse'];
const strange = args.filter((arg) => !known.includes(arg));
if (strange.length > 0) {
  console.error(`There is no ${strange.join(', ')}: npm run bench [-- ${known.join(' | ')}]`);
  process.exit(2);
}
const isWanted = (part: string): boolean => args.length === 0 || args.includes(part);
if (['models', 'corpus', 'editor', 'keras', 'scripts'].some(isWanted)) build();
if (isWanted('models')) await benchModels();
if (isWanted('corpus')) await benchCorpus();
if (isWanted('loops')) await benchLoops();
if (isWanted('editor')) {
  console.log('\nin an editor');
  await benchEditor();
}
if (isWanted('keras')) await benchKeras();
if (isWanted('scripts')) {
  console.log('\nscripts of TensorFlow.js');
  await benchScripts();
}
if (isWanted('parse')) await benchParser();
