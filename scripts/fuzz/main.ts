/**
 * Analyses mutants of the corpora's models, then of whole training scripts and programs of TensorFlow.js:
 *
 *   npm run fuzz [-- --mutants=2000 --documents=600 --seed=1 --out=out/fuzz.json]
 *
 * No mutant may crash the analyser or take it longer than `SLOWEST`. Those models that are still called exact are
 * written out, for `scripts/truth/mutants.py` to run with PyTorch. Exit code 1 when one crashes or hangs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ask, type Question, type Truth } from '../../test/conformance/judge.ts';
import { SUITES } from '../../test/conformance/suites.ts';
import { fuzzDocuments } from './documents.ts';
import { mutate, randomNumbers } from './mutate.ts';

/** Milliseconds; a mutant takes a small part of it. */
const SLOWEST = 30_000;
const CORPORA = ['torchvision 0.14.1', 'kuangliu/pytorch-cifar', 'code of our own as research writes it'];

interface Subject {
  readonly truth: Truth;
  readonly question: Question;
  /** The file that is mutated. */
  readonly uri: string;
}

/** What PyTorch has to say the same of. */
interface ExactMutant {
  readonly id: string;
  readonly number: number;
  readonly path: string;
  readonly root: string;
  readonly module: string;
  readonly builder: string;
  readonly args: string;
  readonly inputs: readonly unknown[];
  readonly dtypes: readonly unknown[];
  readonly mutations: readonly string[];
  readonly text: string;
  readonly params: number;
  readonly trainable: number;
  readonly macs: number;
  readonly output: unknown;
}

function subjects(): Subject[] {
  const found: Subject[] = [];
  for (const { name, open } of SUITES) {
    if (!CORPORA.includes(name)) continue;
    try {
      for (const { truth, question } of open()) {
        if (truth.data_dependent === true) continue;
        found.push({ truth, question, uri: question.uri ?? sourceOf(truth, question) });
      }
    } catch (error) {
      console.log(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found;
}

/** The file of a model that is found by its module. */
function sourceOf({ file }: Truth, { searchPath }: Question): string {
  const inside = file.slice(file.indexOf('torchvision/models'));
  return `${searchPath[0] ?? ''}/${inside}`;
}

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '2000' },
    documents: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'out/fuzz.json' },
  },
});
const random = randomNumbers(Number(values.seed));
const all = subjects();
const counts = new Map<string, number>();
const exact: ExactMutant[] = [];
const failures: string[] = [];
let slowest = 0;

for (let number = 0; number < Number(values.mutants); number++) {
  const subject = all[Math.floor(random() * all.length)];
  if (subject === undefined) break;
  const { truth, question, uri } = subject;
  const original = question.files.get(uri) ?? '';
  const { text, mutations } = mutate(original, random);
  if (text === original) continue;
  const files = { get: (wanted: string) => (wanted === uri ? text : question.files.get(wanted)) };
  const start = performance.now();
  let level: string;
  try {
    const [model] = ask(truth, { ...question, files }).models;
    const pass = model?.inference ?? null;
    level = model === undefined || pass === null ? 'no model' : model.completeness.level;
    if (level === 'exact' && model !== undefined && pass !== null) {
      const [root = ''] = question.searchPath;
      exact.push({
        id: truth.id,
        number,
        path: fileURLToPath(uri),
        root: fileURLToPath(root),
        module: question.module ?? '',
        builder: truth.builder,
        args: truth.args,
        inputs: truth.input_shape,
        dtypes: truth.input_dtypes ?? [],
        mutations,
        text,
        params: model.params,
        trainable: model.trainableParams,
        macs: pass.graph.work.macs,
        output: pass.outputs[0] ?? null,
      });
    }
  } catch (error) {
    level = 'crash';
    failures.push(`mutant ${number} of ${truth.id} (${mutations.join(', ')}): ${String(error)}`);
  }
  const took = performance.now() - start;
  slowest = Math.max(slowest, took);
  if (took > SLOWEST) failures.push(`mutant ${number} of ${truth.id} took ${Math.round(took)} ms`);
  counts.set(level, (counts.get(level) ?? 0) + 1);
}

mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, JSON.stringify(exact));
const told = (by: ReadonlyMap<string, number>): string =>
  [...by].map(([level, count]) => `${count} ${level}`).join(', ');
console.log(`models: ${told(counts)}`);
console.log(`slowest ${Math.round(slowest)} ms; ${exact.length} exact ones in ${values.out}`);
const documents = await fuzzDocuments({ mutants: Number(values.documents), random, patienceMs: SLOWEST });
console.log(`models of documents: ${told(documents.counts)}; slowest ${Math.round(documents.slowestMs)} ms`);
failures.push(...documents.failures);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
