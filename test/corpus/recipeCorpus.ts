/** What the analyser finds of a script's recipe, end to end, beside what a reader worked out by hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diskFiles, uriOf } from '../../src/cli/files.ts';
import { discover } from '../../src/discover/discover.ts';
import { inputsOf, type ModelAnalysis, type ModelInput } from '../../src/discover/modelAnalysis.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { AnalysisDriver } from '../../src/footprint/analysisDriver.ts';
import type { Factor, Footprint } from '../../src/footprint/schema.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import type { Training } from '../../src/model/recipe.ts';
import { createParser } from '../../src/python/syntax/parser.ts';
import type { Found } from '../../src/units/found.ts';
import { describeRanges } from '../../src/units/ranges.ts';
import { describeSpan } from '../../src/units/span.ts';

/** One factor as it was found, or why it was not. */
export interface FactorFound {
  readonly value: number | string | readonly (readonly number[])[] | null;
  /** Evidence of a value, reason of an unknown, and its line. */
  readonly from: string;
}

export interface TrainingFound {
  /** Its class; of a model that could not be read, what the code calls it. */
  readonly model: string;
  readonly D: FactorFound;
  readonly E: FactorFound;
  readonly steps: FactorFound | null;
  readonly B: FactorFound;
  readonly precision: FactorFound;
  /** Shapes of the inputs without their batch axis. */
  readonly input: FactorFound;
  /** What is said of the input where the code does not fix it. */
  readonly assumedInput: string | null;
  /** Samples of all passes over data that is not trained on. */
  readonly validation: FactorFound;
}

export interface RecipeFound {
  readonly trainings: readonly TrainingFound[];
  readonly H: FactorFound;
  readonly fits: FactorFound;
  /** `units 32–512`: what the candidates of the search differ in. */
  readonly candidates: string;
  /** World sizes that are suggested for it. */
  readonly worldSizes: readonly number[];
  readonly problems: readonly string[];
}

export interface ExpectedTraining {
  readonly model: string;
  readonly D?: number | null;
  readonly E?: number | null;
  readonly steps?: number | null;
  readonly B?: number | null;
  readonly precision?: string | null;
  readonly input?: readonly number[] | readonly (readonly number[])[] | null;
  /** Factors that are the most there can be: early stopping, pruning, time limits. */
  readonly upperBound?: readonly string[];
  readonly validation?: { readonly D: number; readonly passes?: number } | null;
  /** Part of the reason for every null, by factor. */
  readonly unknown?: Readonly<Record<string, string>>;
}

export interface ExpectedRecipe {
  readonly trainings: readonly ExpectedTraining[];
  readonly H?: number | null;
  readonly fits?: number | null;
  readonly candidates?: string;
  /** Suggested by files around the script; it is never taken without being asked for. */
  readonly worldSizes?: readonly number[];
  readonly unknown?: Readonly<Record<string, string>>;
  readonly why?: string;
}

export interface RecipeCase {
  /** `loops/while_steps` */
  readonly name: string;
  /** The script's path. */
  readonly script: string;
  readonly expected: ExpectedRecipe;
}

/** Every script below a folder that has an expectation beside it; a script without one is none of them. */
export function recipeCases(folder: string): RecipeCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((topic) => casesOf(path.join(folder, topic.name), topic.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function casesOf(folder: string, topic: string): RecipeCase[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry): RecipeCase[] => {
    const inFolder = entry.isDirectory();
    const stem = inFolder ? path.join(folder, entry.name) : path.join(folder, path.parse(entry.name).name);
    const script = inFolder ? path.join(stem, 'main.py') : `${stem}.py`;
    const expectation = inFolder ? path.join(stem, 'expected.json') : `${stem}.expected.json`;
    if (!inFolder && !entry.name.endsWith('.py')) return [];
    if (!existsSync(script) || !existsSync(expectation)) return [];
    const expected = JSON.parse(readFileSync(expectation, 'utf8')) as ExpectedRecipe;
    return [{ name: `${topic}/${path.basename(stem)}`, script, expected }];
  });
}

/** The analyser as the editor and the command line use it, asked for what lies behind its figures. */
export class RecipeReader {
  readonly #driver: AnalysisDriver;
  #last: DiscoverResult | null = null;

  private constructor(parser: Awaited<ReturnType<typeof createParser>>) {
    const libraries = createRegistry();
    this.#driver = new AnalysisDriver({
      parser,
      prefetch: () => Promise.resolve(),
      discover: (request) => {
        const result = discover({ ...request, parser }, { frameworks, libraries });
        // Others of its candidates say how far a search's cost goes, and nothing of the recipe.
        if (request.candidate === undefined || request.candidate === 'middle') this.#last = result;
        return result;
      },
    });
  }

  static async create(): Promise<RecipeReader> {
    const grammar = (name: string): Uint8Array =>
      readFileSync(new URL(`../../grammars/${name}`, import.meta.url));
    return new RecipeReader(
      await createParser(grammar('web-tree-sitter.wasm'), grammar('tree-sitter-python.wasm')),
    );
  }

  async read(script: string, searchPath: readonly string[] = []): Promise<RecipeFound> {
    this.#last = null;
    const uri = uriOf(script);
    const result = await this.#driver.analyse({ uri, searchPath, overrides: {} }, diskFiles);
    this.#driver.close(uri);
    const models = (this.#last as DiscoverResult | null)?.models ?? [];
    const seen = new Set<Training>();
    const trainings = models.flatMap((model) =>
      model.trainings
        .filter((training) => !seen.has(training) && seen.add(training))
        .map((training) => trainingFound(model, training)),
    );
    return {
      trainings,
      ...searchFound(result.footprints),
      worldSizes: worldSizesFor(result.footprints),
      problems: result.problems.map(({ code, message }) => `${code}: ${message}`),
    };
  }
}

/** Reasons of a model that say so of its input: what an option decides that must be given is not fixed by the code. */
const ASSUMED: readonly RegExp[] = [
  /^the input .* is assumed/,
  /^a condition is taken to be .*: command line argument .* has no default/,
];

function trainingFound(analysis: ModelAnalysis, training: Training): TrainingFound {
  const { model, samples, epochs, steps, batch, precision, validationSamples } = training;
  return {
    model: model.unknown === undefined ? model.className : analysis.name,
    D: factor(samples),
    E: factor(epochs),
    steps: steps === null ? null : factor(steps),
    B: factor(batch),
    precision: precisionFound(precision),
    input: inputFound(analysis),
    assumedInput:
      analysis.completeness.reasons.find(({ text }) => ASSUMED.some((form) => form.test(text)))?.text ?? null,
    validation: factor(validationSamples),
  };
}

function factor(found: Found<number>): FactorFound {
  const at = found.span === null ? '' : ` (${describeSpan(found.span)})`;
  return found.known
    ? { value: found.value, from: `${found.detail}${at}` }
    : { value: null, from: `${found.reason}${at}` };
}

/** What frameworks call the precisions, in the names that recipes are compared by. */
const PRECISIONS: Readonly<Record<string, string>> = {
  float32: 'fp32',
  '32': 'fp32',
  '32-true': 'fp32',
  highest: 'fp32',
  high: 'tf32',
  medium: 'bf16',
  float64: 'fp64',
  double: 'fp64',
  '64': 'fp64',
  '64-true': 'fp64',
  mixed_float16: 'amp-fp16',
  '16': 'amp-fp16',
  '16-mixed': 'amp-fp16',
  float16: 'fp16',
  half: 'fp16',
  '16-true': 'fp16',
  bfloat16: 'bf16',
  mixed_bfloat16: 'bf16',
  'bf16-mixed': 'bf16',
  'bf16-true': 'bf16',
};

function precisionFound(found: Found<string> | null): FactorFound {
  if (found === null) return { value: 'fp32', from: 'the code sets none' };
  const at = found.span === null ? '' : ` (${describeSpan(found.span)})`;
  if (!found.known) return { value: null, from: `${found.reason}${at}` };
  const name = found.value.replace(/^torch\./, '');
  return { value: PRECISIONS[name] ?? name, from: `${found.detail}${at}` };
}

function inputFound(analysis: ModelAnalysis): FactorFound {
  const inputs = inputsOf(analysis);
  if (analysis.inference === null && inputs.length === 0) {
    return { value: null, from: analysis.completeness.reasons.map(({ text }) => text).join('; ') };
  }
  const shape = ({ shape: whole, batch }: ModelInput): number[] =>
    (batch === null ? whole : whole.slice(1)).map(Number);
  return {
    value: inputs.map(shape),
    from: inputs.map(({ evidence }) => evidence).join('; '),
  };
}

function worldSizesFor([footprint]: readonly Footprint[]): number[] {
  const devices = footprint?.factors.find(({ name }) => name === 'devices');
  return (devices?.alternatives ?? []).map(({ value }) => Number(value));
}

function searchFound(footprints: readonly Footprint[]): Pick<RecipeFound, 'H' | 'fits' | 'candidates'> {
  const search = footprints.map((footprint) => footprint.search).find((one) => one !== null) ?? null;
  if (search === null) {
    const none: FactorFound = { value: 1, from: 'no search was found' };
    return { H: none, fits: none, candidates: '' };
  }
  const of = (given: Factor): FactorFound => ({
    value: given.value,
    from: given.value === null ? given.reason : given.source,
  });
  const candidates = describeRanges(search.candidates?.values ?? []);
  return { H: of(search.trials), fits: of(search.fits), candidates };
}

/** One line for each factor that is not as expected; empty: all of them are. */
export function differences(expected: ExpectedRecipe, found: RecipeFound): string[] {
  const lines: string[] = [];
  const left = [...found.trainings];
  for (const training of expected.trainings) {
    const [best] = left
      .map((candidate) => ({ candidate, wrong: trainingDifferences(training, candidate) }))
      .sort((a, b) => a.wrong.length - b.wrong.length);
    if (best === undefined) {
      lines.push(`${training.model}: this training was not found`);
      continue;
    }
    left.splice(left.indexOf(best.candidate), 1);
    lines.push(...best.wrong);
  }
  for (const { model, D, E } of left) {
    lines.push(`${model}: a training that is none (D ${text(D)}, E ${text(E)})`);
  }
  const whole: Readonly<Record<string, string>> = expected.unknown ?? {};
  if (expected.H !== undefined) lines.push(...compare('H', expected.H, found.H, whole['H']));
  if (expected.fits !== undefined) lines.push(...compare('fits', expected.fits, found.fits, whole['fits']));
  if (expected.candidates !== undefined && expected.candidates !== found.candidates) {
    lines.push(`candidates: expected "${expected.candidates}", found "${found.candidates}"`);
  }
  const { worldSizes = found.worldSizes } = expected;
  if (worldSizes.join() !== found.worldSizes.join()) {
    lines.push(`world size: expected ${worldSizes.join()}, suggested ${found.worldSizes.join()}`);
  }
  if (lines.length > 0) lines.push(...found.problems.map((problem) => `problem: ${problem}`));
  return lines;
}

function trainingDifferences(expected: ExpectedTraining, found: TrainingFound): string[] {
  const { model, unknown = {}, upperBound = [], validation } = expected;
  const lines: string[] = [];
  if (model !== found.model) lines.push(`the model: expected ${model}, found ${found.model}`);
  for (const name of ['D', 'E', 'B', 'precision'] as const) {
    const value = expected[name];
    if (value !== undefined) lines.push(...compare(name, value, found[name], unknown[name]));
  }
  if (expected.steps !== undefined) {
    const none: FactorFound = { value: null, from: 'no steps are counted' };
    lines.push(...compare('steps', expected.steps, found.steps ?? none, unknown['steps']));
  }
  if (expected.input !== undefined) {
    const { input } = expected;
    const wanted = input === null ? null : input.every(Array.isArray) && input.length > 0 ? input : [input];
    const value = wanted === null ? null : JSON.stringify(wanted);
    // What is assumed is not said to be so.
    const isSaid = found.input.value !== null && (input !== null || found.assumedInput === null);
    const shapes = isSaid ? JSON.stringify(found.input.value) : null;
    lines.push(...compare('input', value, { ...found.input, value: shapes }, unknown['input']));
  }
  if (validation !== undefined && validation !== null) {
    const samples = validation.D * (validation.passes ?? 1);
    lines.push(...compare('validation', samples, found.validation, unknown['validation']));
  }
  for (const name of ['D', 'E', 'steps'] as const) {
    const from = found[name]?.from ?? '';
    const isBound = /at most|upper bound/.test(from);
    const isMissing = upperBound.includes(name) && !isBound;
    if (isMissing) lines.push(`${name}: expected an upper bound, found "${from}"`);
  }
  return lines.map((line) => `${model}: ${line}`);
}

function compare(
  name: string,
  expected: number | string | null,
  found: FactorFound,
  reason: string | undefined,
): string[] {
  if (expected !== found.value) {
    return [`${name}: expected ${expected ?? 'unknown'}, found ${text(found)}: ${found.from}`];
  }
  if (expected === null && reason !== undefined && !found.from.includes(reason)) {
    return [`${name}: unknown for another reason: expected "${reason}", found "${found.from}"`];
  }
  return [];
}

function text({ value }: FactorFound): string {
  return value === null ? 'unknown' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
