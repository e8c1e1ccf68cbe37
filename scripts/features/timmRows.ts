/**
 * Writes data/calibration/features/timm.json.gz: what each model of timm's benchmarks asks of a machine.
 *
 *   node --import tsx scripts/features/timmRows.ts [PART/PARTS]
 *
 * With PART/PARTS (0/2, 1/2, …) only that share of the models is analysed and kept in .cache/features/; without, what
 * is missing is analysed and all of it packed.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { writeFeatures, type ModelFeatures } from './file.ts';
import { rowsOf } from './kernelRows.ts';
import { benchmarkCases, keyOf, timmAnalyses, type TimmAnalysis, type TimmCase } from './timm.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, '.cache', 'features');
const TABLES = join(ROOT, 'data', 'calibration', 'timm');
const SOURCE = 'timm 1.0.12 (Apache-2.0), analysed by Wattlens at batch 1 in eval mode';

interface CachedRow {
  readonly key: string;
  readonly features: ModelFeatures | null;
  readonly reasons: readonly string[];
}

/** Every model and image size that a benchmark has, once. */
function wanted(): TimmCase[] {
  const paths = readdirSync(TABLES).map((name) => {
    const path = join(CACHE, name.replace(/\.gz$/, ''));
    writeFileSync(path, gunzipSync(readFileSync(join(TABLES, name))));
    return path;
  });
  return benchmarkCases(paths);
}

function cached(): Map<string, CachedRow> {
  const rows = readdirSync(CACHE)
    .filter((name) => name.startsWith('timm-rows.'))
    .flatMap((name) => readFileSync(join(CACHE, name), 'utf8').trim().split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CachedRow);
  return new Map(rows.map((row) => [row.key, row]));
}

function rowOf(analysis: TimmAnalysis): CachedRow {
  const [model] = analysis.result.models;
  const graph = model?.inference?.graph;
  const level = model?.completeness.level ?? 'partial';
  const reasons = [
    ...analysis.result.problems.map(({ message }) => message),
    ...(model?.completeness.reasons.map(({ text }) => text) ?? []),
  ];
  const isKnown = graph !== undefined && level !== 'partial';
  const features = isKnown
    ? { level, params: graph.params, macs: graph.work.macs, rows: rowsOf(graph) }
    : null;
  return { key: keyOf(analysis), features, reasons: [...new Set(reasons)].slice(0, 3) };
}

function main(share: string | undefined): void {
  mkdirSync(CACHE, { recursive: true });
  const [part = 0, parts = 1] = (share ?? '0/1').split('/').map(Number);
  const known = cached();
  const mine = wanted().filter((one, i) => i % parts === part && !known.has(keyOf(one)));
  const out = join(CACHE, `timm-rows.${part}.jsonl`);
  if (!existsSync(out)) writeFileSync(out, '');
  for (const analysis of timmAnalyses(mine)) appendFileSync(out, `${JSON.stringify(rowOf(analysis))}\n`);
  if (share !== undefined) return;
  const models: Record<string, ModelFeatures> = {};
  const all = [...cached().values()];
  for (const { key, features } of all) if (features !== null) models[key] = features;
  writeFeatures('timm', SOURCE, models);
  console.log(`${Object.keys(models).length} of ${all.length} models and sizes have features`);
}

main(process.argv[2]);
