/**
 * Prints how much of the recipes of 100 public training scripts is found, per factor, and each factor that is not:
 *
 *   WATTLENS_CORPORA=FOLDER npm run recipes [-- [--json] PART…]
 *
 * PART is part of a script's path. Exit code 1 when something wrong is said of one.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { defaultSearchPath } from '../../../src/cli/files.ts';
import { fetchCorpus } from '../../conformance/corpora.ts';
import { RecipeReader } from '../recipeCorpus.ts';
import { readLabels, type ScriptLabel } from './labels.ts';
import { FACTORS, verdictsOf, type FactorName, type Grade, type Verdict } from './verdict.ts';

/** What is to be found of what a reader finds, in percent. */
const BARS: Readonly<Record<FactorName, number>> = { E: 85, D: 80, B: 85, H: 90, precision: 95, input: 80 };
const LONGEST = 260;

interface Outcome {
  readonly script: string;
  /** Why it could not be judged. */
  readonly missing: string | null;
  readonly verdicts: readonly Verdict[];
}

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const folder = process.env['WATTLENS_CORPORA'];
if (folder === undefined) {
  console.error('WATTLENS_CORPORA names the folder with the checkouts; see CONTRIBUTING.md.');
  process.exit(2);
}
const packages = [fetchCorpus('torchvision'), fetchCorpus('timm'), fetchCorpus('transformers')];
const reader = await RecipeReader.create();
const outcomes: Outcome[] = [];
for (const label of readLabels().scripts) {
  const name = `${label.folder}/${label.path}`;
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  outcomes.push(await judge(name, label, path.join(folder, label.folder, label.path)));
}
if (words.includes('--json')) console.log(JSON.stringify(outcomes, null, 1));
else print(outcomes);
process.exitCode = outcomes.some(({ verdicts }) => verdicts.some(({ grade }) => grade === 'wrong')) ? 1 : 0;

async function judge(script: string, label: ScriptLabel, file: string): Promise<Outcome> {
  if (!existsSync(file)) return { script, missing: 'it is not in the folder', verdicts: [] };
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (hash !== label.sha256) return { script, missing: 'it is another version', verdicts: [] };
  const found = await reader.read(file, defaultSearchPath(path.dirname(file), packages));
  return { script, missing: null, verdicts: verdictsOf(label, found) };
}

function print(all: readonly Outcome[]): void {
  for (const { script, missing, verdicts } of all) {
    const open = verdicts.filter(({ grade }) => grade === 'wrong' || grade === 'unknown');
    if (missing === null && open.length === 0) continue;
    console.log(`\n${script}${missing === null ? '' : `: not judged: ${missing}`}`);
    for (const { factor, model, grade, expected, found } of open) {
      const line = `  ${grade.padEnd(8)}${factor.padEnd(10)}${model}: ${expected} <> ${found}`;
      console.log(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
    }
  }
  const judged = all.filter(({ missing }) => missing === null);
  console.log(`\n${judged.length} scripts of ${all.length}`);
  console.log('factor     found unknown wrong  agreed unknown  found of what a reader finds');
  for (const factor of FACTORS) {
    const own = judged.flatMap(({ verdicts }) => verdicts).filter((one) => one.factor === factor);
    const count = (grade: Grade): number => own.filter((one) => one.grade === grade).length;
    const [found, unknown, wrong, agreed] = [
      count('found'),
      count('unknown'),
      count('wrong'),
      count('agreed'),
    ];
    const share = (100 * found) / (found + unknown + wrong);
    const cells = [pad(found, 9), pad(unknown, 8), pad(wrong, 6), pad(agreed, 15)];
    console.log(
      `${factor.padEnd(7)}${cells.join('')}  ${share.toFixed(1).padStart(8)} %  (bar ${BARS[factor]} %)`,
    );
  }
}

function pad(count: number, width: number): string {
  return String(count).padStart(width);
}
