/**
 * What each model of timm's published benchmarks asks of a machine, as the analyser derives it from timm's source:
 *
 *   node --import tsx scripts/features/timm.ts BENCHMARK.csv… [--out FILE]
 *
 * appends a JSON line per model and image size that FILE (.cache/features/timm.jsonl) lacks. The tables are those of
 * `results/` in huggingface/pytorch-image-models, with the columns `model` and `infer_img_size` or `train_img_size`.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { forwardKernels, merged } from '../../src/cost/kernel.ts';
import { discover } from '../../src/discover/discover.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { fetchCorpus } from '../../test/conformance/corpora.ts';
import { diskSnapshot } from '../../test/conformance/judge.ts';
import { parser } from '../../test/python/evaluate.ts';

export interface TimmCase {
  readonly model: string;
  /** Side of the square input image in pixels. */
  readonly size: number;
}

export interface TimmAnalysis extends TimmCase {
  readonly result: DiscoverResult;
}

/** The distinct models and image sizes of benchmark tables. */
export function benchmarkCases(paths: readonly string[]): TimmCase[] {
  const cases = new Map<string, TimmCase>();
  for (const path of paths) {
    const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
    const columns = head.trim().split(',');
    const sizeColumn = columns.findIndex((name) => name.endsWith('img_size'));
    const nameColumn = columns.indexOf('model');
    if (sizeColumn < 0 || nameColumn < 0) throw new Error(`${path} has no columns model and *img_size`);
    for (const line of lines) {
      const cells = line.split(',');
      const one = { model: cells[nameColumn] ?? '', size: Number(cells[sizeColumn]) };
      cases.set(keyOf(one), one);
    }
  }
  return [...cases.values()];
}

/** Analyses one model after the other, at batch 1 in eval mode, from the source that the conformance tests pin. */
export function* timmAnalyses(cases: Iterable<TimmCase>): Generator<TimmAnalysis> {
  const searchPath = [fetchCorpus('timm')];
  const files = diskSnapshot();
  const libraries = createRegistry();
  for (const one of cases) {
    const shape = [1, 3, one.size, one.size];
    const result = discover(
      {
        uri: 'file:///features.py',
        text: 'import timm\n',
        expr: `timm.create_model(${JSON.stringify(one.model)})`,
        inputs: [{ name: null, spec: { kind: 'tensor', shape, dtype: 'float32' } }],
        parser,
        files,
        searchPath,
      },
      { frameworks, libraries },
    );
    yield { ...one, result };
  }
}

export function keyOf({ model, size }: TimmCase): string {
  return `${model}@${size}`;
}

function featuresOf({ model, size, result }: TimmAnalysis): object {
  const [analysis] = result.models;
  const pass = analysis?.inference ?? null;
  if (analysis === undefined || pass === null) {
    return { model, size, level: 'partial', reasons: result.problems.map(({ message }) => message) };
  }
  const { level, reasons } = analysis.completeness;
  const { graph } = pass;
  return {
    model,
    size,
    level,
    reasons: reasons.map(({ text }) => text),
    params: graph.params,
    macs: graph.work.macs,
    // As traced: four bytes per element.
    kernels: merged(forwardKernels(graph, null)),
  };
}

function main(): void {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const out = values.out ?? join(root, '.cache', 'features', 'timm.jsonl');
  mkdirSync(dirname(out), { recursive: true });
  const written = existsSync(out) ? readFileSync(out, 'utf8').trim().split('\n') : [];
  const known = new Set(written.map((line) => keyOf(JSON.parse(line) as TimmCase)));
  const missing = benchmarkCases(positionals).filter((one) => !known.has(keyOf(one)));
  for (const analysis of timmAnalyses(missing)) {
    appendFileSync(out, `${JSON.stringify(featuresOf(analysis))}\n`);
  }
  console.log(`${missing.length} models added to ${out}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main();
