/**
 * Prints, per corpus, how many models are exact, estimated, partial or wrong, and every one that is not exact:
 *
 *   npm run conformance [-- [--json] NAME…]
 *
 * NAME is part of a corpus' or a model's name. Exit code 1 when a model is called exact and is not.
 */
import process from 'node:process';
import type { Grade, Verdict } from './judge.ts';
import { judge } from './judge.ts';
import { SUITES, type Suite } from './suites.ts';
import { judgeLayer, judgeProgram, layerCases, programTruths } from './tensorflowJs.ts';

const GRADES: readonly Grade[] = ['exact', 'estimated', 'partial', 'wrong'];
/** Differences shown of one model. */
const MOST_SHOWN = 4;
const LONGEST = 220;

interface Outcome {
  readonly suite: string;
  /** Why the corpus could not be judged. */
  readonly missing: string | null;
  readonly verdicts: readonly Verdict[];
}

function run({ name, open }: Suite, wanted: readonly string[]): Outcome {
  const isWhole = wanted.length === 0 || wanted.some((part) => name.includes(part));
  let cases: ReturnType<Suite['open']>;
  try {
    cases = open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { suite: name, missing: isWhole ? reason : null, verdicts: [] };
  }
  const verdicts = cases
    .filter(({ truth }) => isWhole || wanted.some((part) => truth.id.includes(part)))
    .map(({ truth, question }) => judgeOne(truth.id, () => judge(truth, question)));
  return { suite: name, missing: null, verdicts };
}

/** Scripts have a truth of their own form. */
const SCRIPT_SUITES: readonly { readonly name: string; readonly judge: () => readonly Verdict[] }[] = [
  {
    name: 'tfjs layers 4.22.0',
    judge: () => layerCases().map((layer) => judgeOne(layer.id, () => judgeLayer(layer))),
  },
  { name: 'tfjs programs of our own', judge: () => programTruths().flatMap(judgeProgram) },
];

function runScripts({ name, judge }: (typeof SCRIPT_SUITES)[number], wanted: readonly string[]): Outcome {
  const isWanted = wanted.length === 0 || wanted.some((part) => name.includes(part));
  return { suite: name, missing: null, verdicts: isWanted ? judge() : [] };
}

/** What the analyser does not survive is a wrong answer. */
function judgeOne(id: string, verdict: () => Verdict): Verdict {
  try {
    return verdict();
  } catch (error) {
    return { id, grade: 'wrong', differences: [`crashed: ${String(error)}`] };
  }
}

function print({ suite, missing, verdicts }: Outcome): void {
  if (missing !== null) {
    console.log(`\n${suite}: not judged: ${missing}`);
    return;
  }
  if (verdicts.length === 0) return;
  const counts = GRADES.map((grade) => `${verdicts.filter((one) => one.grade === grade).length} ${grade}`);
  console.log(`\n${suite}: ${verdicts.length} models: ${counts.join(', ')}`);
  for (const { id, grade, differences } of verdicts) {
    if (grade === 'exact') continue;
    console.log(`  ${grade.padEnd(9)} ${id}`);
    const distinct = [...new Set(differences)];
    for (const line of distinct.slice(0, MOST_SHOWN)) console.log(`            ${shorten(line)}`);
    const rest = distinct.length - MOST_SHOWN;
    if (rest > 0) console.log(`            … and ${rest} more`);
  }
}

function shorten(text: string): string {
  const line = text.replaceAll('\n', ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

const args = process.argv.slice(2);
const wanted = args.filter((arg) => arg !== '--json');
const outcomes: Outcome[] = [];
for (const suite of SUITES) {
  const outcome = run(suite, wanted);
  outcomes.push(outcome);
  if (!args.includes('--json')) print(outcome);
}
for (const suite of SCRIPT_SUITES) {
  const outcome = runScripts(suite, wanted);
  outcomes.push(outcome);
  if (!args.includes('--json')) print(outcome);
}
if (args.includes('--json')) console.log(JSON.stringify(outcomes, null, 1));
process.exitCode = outcomes.some(({ verdicts }) => verdicts.some(({ grade }) => grade === 'wrong')) ? 1 : 0;
