/** One timing of one model: by the built command line, or by PyTorch. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { ROOT } from '../setup/paths.mjs';
import { median, runChild } from './child.ts';
import type { Job } from './jobs.ts';

export interface Timing {
  /** The whole process, from its start to its end: the median of several. */
  readonly cold: number;
  /** Once more in a process that has answered already: the median of several. */
  readonly warm: number;
  readonly peakBytes: number;
  readonly params: number;
  readonly macs: number | null;
}

export interface Runs {
  /** Processes. */
  readonly cold: number;
  /** Answers of one process. */
  readonly warm: number;
}

const responseSchema = v.object({
  models: v.tuple([v.object({ params: v.number(), macs: v.nullable(v.number()) })]),
});

export async function timeWattlens(job: Job, runs: Runs): Promise<Timing> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-bench-'));
  const requests = path.join(folder, 'requests.jsonl');
  const peak = path.join(folder, 'peak');
  const searchPath = job.searchPath();
  const ask = async (times: number): ReturnType<typeof runChild> => {
    const lines = Array.from({ length: times }, (_, i) => {
      // Each is written a little differently, so that none is answered from the cache of results.
      const request = { id: `${i}`, ...job.request, expr: `${job.request.expr}${' '.repeat(i)}` };
      return JSON.stringify(request);
    });
    writeFileSync(requests, `${lines.join('\n')}\n`);
    const preload = ['--require', path.join(ROOT, 'scripts/bench/peak.cjs')];
    const folders = searchPath === null ? [] : ['--search-path', searchPath];
    const command = ['dist/cli.cjs', 'estimate', '--requests', requests, ...folders];
    return runChild(process.execPath, [...preload, ...command], { WATTLENS_BENCH_PEAK: peak });
  };
  try {
    const cold: number[] = [];
    const peaks: number[] = [];
    let output = '';
    for (let i = 0; i < runs.cold; i++) {
      const run = await ask(1);
      output = run.output;
      cold.push(run.milliseconds);
      peaks.push(Number(readFileSync(peak, 'utf8')));
    }
    const { lineTimes } = await ask(runs.warm);
    // the first ones warm the code up
    const gaps = lineTimes
      .slice(1)
      .map((time, i) => time - (lineTimes[i] ?? 0))
      .slice(-runs.warm / 2);
    const answer: unknown = JSON.parse(output);
    const { models } = v.parse(responseSchema, answer);
    const [{ params, macs }] = models;
    return { cold: median(cold), warm: median(gaps), peakBytes: median(peaks), params, macs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const corpusSchema = v.object({
  models: v.array(v.object({ kind: v.string(), builder: v.string() })),
});

/** Every classification builder of torchvision with its default input, answered by one cold process. */
export async function timeCorpus(): Promise<{
  readonly models: number;
  readonly milliseconds: number;
  readonly peakBytes: number;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wattlens-bench-'));
  try {
    const requests = path.join(folder, 'requests.jsonl');
    const peak = path.join(folder, 'peak');
    const truth: unknown = JSON.parse(readFileSync(path.join(ROOT, 'test/truth/torchvision.json'), 'utf8'));
    const builders = v.parse(corpusSchema, truth).models.filter(({ kind }) => kind === 'classification');
    const lines = builders.map(({ builder }) =>
      JSON.stringify({
        id: builder,
        module: 'torchvision.models',
        expr: `${builder}()`,
        inputs: ['1x3x224x224'],
      }),
    );
    writeFileSync(requests, `${lines.join('\n')}\n`);
    const searchPath = fileURLToPath(fetchCorpus('torchvision'));
    const run = await runChild(
      process.execPath,
      [
        ...['--require', path.join(ROOT, 'scripts/bench/peak.cjs')],
        ...['dist/cli.cjs', 'estimate', '--requests', requests, '--search-path', searchPath],
      ],
      { WATTLENS_BENCH_PEAK: peak },
    );
    const models = run.output.split('\n').filter((line) => line.includes('"models":[{')).length;
    return { models, milliseconds: run.milliseconds, peakBytes: Number(readFileSync(peak, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const countedSchema = v.object({
  milliseconds: v.array(v.number()),
  peakBytes: v.number(),
  params: v.number(),
  macs: v.nullable(v.number()),
});

/** Rejects when the interpreter lacks what the counter needs. */
export async function timePyTorch(python: string, job: Job, counter: string, runs: Runs): Promise<Timing> {
  const script = path.join(ROOT, 'scripts/bench/pytorch.py');
  const count = async (times: number) => {
    const run = await runChild(python, ['-B', script, job.name, counter, `${times}`]);
    const answer: unknown = JSON.parse(run.output.trim().split('\n').at(-1) ?? '');
    return { ...run, counted: v.parse(countedSchema, answer) };
  };
  const cold = [];
  for (let i = 0; i < runs.cold; i++) cold.push(await count(1));
  const { counted } = await count(runs.warm);
  return {
    cold: median(cold.map(({ milliseconds }) => milliseconds)),
    warm: median(counted.milliseconds.slice(1)),
    peakBytes: median(cold.map((run) => run.counted.peakBytes)),
    params: counted.params,
    macs: counted.macs,
  };
}
