/** Mutants of whole documents through the façade: training scripts in Python, programs of TensorFlow.js. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as v from 'valibot';
import { defaultSearchPath, diskFiles, uriOf } from '../../src/cli/files.ts';
import type { Analyser } from '../../src/footprint/analyser.ts';
import { createAnalyser } from '../../src/footprint/create.ts';
import { footprintSchema } from '../../src/footprint/schema.ts';
import { mutate } from './mutate.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['test/corpus/keras', 'test/corpus/recipes', 'test/corpus/tfjs', 'examples'];
const DOCUMENT = /\.(?:py|[cm]?js|ts|html)$/;

export interface DocumentFuzz {
  /** How many mutants were analysed, by what came of them: `partial`, `exact`, `no model`. */
  readonly counts: ReadonlyMap<string, number>;
  /** What must not happen, with the mutations that lead there. */
  readonly failures: readonly string[];
  readonly slowestMs: number;
}

export interface DocumentFuzzOptions {
  readonly mutants: number;
  readonly random: () => number;
  /** Milliseconds; a mutant that takes longer is a failure. */
  readonly patienceMs: number;
}

/**
 * A mutant fails that makes the analyser throw, that takes longer than its patience, or whose figures break the schema
 * or are not exact without a reason.
 */
export async function fuzzDocuments({
  mutants,
  random,
  patienceMs,
}: DocumentFuzzOptions): Promise<DocumentFuzz> {
  const grammar = (name: string): Uint8Array => readFileSync(path.join(ROOT, 'grammars', name));
  const analyser = await createAnalyser({
    parserRuntime: grammar('web-tree-sitter.wasm'),
    pythonGrammar: grammar('tree-sitter-python.wasm'),
    loadCompiler: () => Promise.resolve(ts),
  });
  const documents = FOLDERS.flatMap((folder) => documentsIn(path.join(ROOT, folder)));
  const counts = new Map<string, number>();
  const failures: string[] = [];
  let slowestMs = 0;
  for (let number = 0; number < mutants; number++) {
    const file = documents[Math.floor(random() * documents.length)];
    if (file === undefined) break;
    const { text, mutations } = mutate(readFileSync(file, 'utf8'), random);
    const name = `mutant ${number} of ${path.relative(ROOT, file)} (${mutations.join(', ')})`;
    const start = performance.now();
    const { levels, wrong } = await judge(analyser, file, text);
    const took = performance.now() - start;
    slowestMs = Math.max(slowestMs, took);
    for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
    failures.push(...wrong.map((reason) => `${name}: ${reason}`));
    if (took > patienceMs) failures.push(`${name} took ${Math.round(took)} ms`);
  }
  return { counts, failures, slowestMs };
}

function documentsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => DOCUMENT.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Of each model how complete it is, and what is wrong with the answer. */
async function judge(
  analyser: Analyser,
  file: string,
  text: string,
): Promise<{ readonly levels: readonly string[]; readonly wrong: readonly string[] }> {
  const uri = uriOf(file);
  const wrong: string[] = [];
  try {
    const request = { uri, text, searchPath: defaultSearchPath(path.dirname(file), []), overrides: {} };
    const { footprints, problems } = await analyser.analyse(request, diskFiles);
    analyser.release(uri);
    wrong.push(...problems.filter(({ code }) => code === 'internal').map(({ message }) => message));
    for (const footprint of footprints) {
      const parsed = v.safeParse(footprintSchema, footprint);
      if (!parsed.success) wrong.push(`${footprint.name}: ${v.summarize(parsed.issues)}`);
      const { level, reasons } = footprint.completeness;
      if (level !== 'exact' && reasons.length === 0) {
        wrong.push(`${footprint.name}: ${level} without a reason`);
      }
    }
    const levels = footprints.map(({ completeness }) => completeness.level);
    return { levels: levels.length === 0 ? ['no model'] : levels, wrong };
  } catch (error) {
    return {
      levels: ['crash'],
      wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
}
