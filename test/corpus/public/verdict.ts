/** What the analyser found of a public script beside its label, factor by factor. */
import type { FactorFound, RecipeFound, TrainingFound } from '../recipeCorpus.ts';
import type { FactorLabel, ScriptLabel, TrainingLabel } from './labels.ts';

export const FACTORS = ['E', 'D', 'B', 'H', 'precision', 'input'] as const;
export type FactorName = (typeof FACTORS)[number];

/**
 * - `found`: as in the label.
 * - `unknown`: the analyser says that it does not know, or only a bound, a reader does.
 * - `wrong`: the analyser says something else than a reader, or something where a reader can say nothing.
 * - `agreed`: neither can say.
 */
export type Grade = 'found' | 'unknown' | 'wrong' | 'agreed';

export interface Verdict {
  readonly factor: FactorName;
  readonly model: string;
  readonly grade: Grade;
  readonly expected: string;
  readonly found: string;
}

/** One verdict per factor of every training of the label, and one for each training that is none. */
export function verdictsOf(label: ScriptLabel, found: RecipeFound): Verdict[] {
  const left = [...found.trainings];
  const matches = new Map<TrainingLabel, TrainingFound>();
  // What is known by its name first: a model that could not be read may be any of the others.
  for (const isByName of [true, false]) {
    for (const training of label.trainings) {
      if (matches.has(training)) continue;
      const best = bestMatch(
        training,
        left.filter(({ model }) => !isByName || namesOf(training).includes(model)),
      );
      if (best === null) continue;
      matches.set(training, best);
      left.splice(left.indexOf(best), 1);
    }
  }
  const verdicts = label.trainings.flatMap((training) =>
    trainingVerdicts(training, matches.get(training) ?? null, found),
  );
  const surplus = withoutFolds(label, left).flatMap((training) => surplusVerdict(training));
  return [...verdicts, ...searchVerdict(label, found), ...surplus];
}

/** Without the trainings that repeat a labelled one on another fold. */
function withoutFolds(label: ScriptLabel, left: readonly TrainingFound[]): readonly TrainingFound[] {
  const { value: fits = 1 } = label.fits ?? {};
  let folds = Number(fits) - 1;
  return left.filter((training) => {
    const isFold = label.trainings.some((one) =>
      gradesOf(one, training).every(({ grade }) => grade === 'found' || grade === 'agreed'),
    );
    if (!isFold || folds <= 0) return true;
    folds -= 1;
    return false;
  });
}

function namesOf({ model, names = [] }: TrainingLabel): readonly string[] {
  return [model, ...names];
}

function bestMatch(label: TrainingLabel, candidates: readonly TrainingFound[]): TrainingFound | null {
  const score = (candidate: TrainingFound): number =>
    gradesOf(label, candidate).filter(({ grade }) => grade === 'found').length;
  return candidates.toSorted((a, b) => score(b) - score(a))[0] ?? null;
}

function trainingVerdicts(
  label: TrainingLabel,
  candidate: TrainingFound | null,
  { problems }: RecipeFound,
): Verdict[] {
  if (candidate !== null) return gradesOf(label, candidate);
  const none: FactorFound = {
    value: null,
    from: ['the training is not found', ...problems].join('; '),
  };
  return gradesOf(label, {
    model: label.model,
    D: none,
    E: none,
    steps: null,
    B: none,
    precision: none,
    input: none,
    assumedInput: null,
    validation: none,
  });
}

function gradesOf(label: TrainingLabel, found: TrainingFound): Verdict[] {
  const { model } = label;
  const one = (factor: FactorName, expected: FactorLabel, ...given: FactorFound[]): Verdict[] =>
    graded(model, factor, expected, given);
  return [
    ...one('E', label.E, found.E, ...(found.steps === null ? [] : [found.steps])),
    ...one('D', label.D, found.D),
    ...one('B', label.B, found.B),
    ...one('precision', label.precision, found.precision),
    ...one('input', label.input, firstInput(found)),
  ];
}

/** Of a file in which no model is found nothing is said, not that there is no search either. */
function searchVerdict(label: ScriptLabel, { H, trainings, problems }: RecipeFound): Verdict[] {
  const reason = problems.find((problem) => problem.startsWith('no-model'));
  const isSilent = trainings.length === 0 && reason !== undefined;
  return graded('', 'H', label.H, [isSilent ? { value: null, from: reason } : H]);
}

/** A training that is none, where something of it is claimed. */
function surplusVerdict({ model, E, D, B }: TrainingFound): Verdict[] {
  const claims = [
    ['E', E],
    ['D', D],
    ['B', B],
  ] as const;
  const claim = claims.map(([name, { value }]) => `${name} ${value === null ? 'unknown' : shown(value)}`);
  if (claims.every(([, { value }]) => value === null)) return [];
  return [{ factor: 'E', model, grade: 'wrong', expected: 'no such training', found: claim.join(', ') }];
}

/** The shape of the input, or of the first of several; one that is assumed is not known. */
function firstInput({ input, assumedInput }: TrainingFound): FactorFound {
  if (assumedInput !== null) return { value: null, from: assumedInput };
  const { value, from } = input;
  if (!Array.isArray(value)) return input;
  const [first] = value as readonly (readonly number[])[];
  if (first === undefined) return { value: null, from: 'no input' };
  return { value: JSON.stringify(first), from };
}

/** The first of what was found that is known decides: steps where there are no epochs. */
function graded(
  model: string,
  factor: FactorName,
  label: FactorLabel,
  candidates: readonly FactorFound[],
): Verdict[] {
  if ('notApplicable' in label) return [];
  const known = candidates.filter(({ value }) => value !== null);
  const accepted = acceptedOf(label);
  const right = known.find(({ value }) => value !== null && accepted(shown(value)));
  const grade: Grade =
    right !== undefined
      ? 'found'
      : known.length > 0
        ? known.every(({ from }) => from.includes('at most'))
          ? 'unknown'
          : 'wrong'
        : 'value' in label && label.value === null
          ? 'agreed'
          : 'unknown';
  const found = (right === undefined ? candidates : [right])
    .map(({ value, from }) => `${value === null ? 'unknown' : shown(value)} (${from})`)
    .join(' | ');
  return [{ factor, model, grade, expected: expectation(label), found }];
}

function acceptedOf(label: Exclude<FactorLabel, { notApplicable: string }>): (value: string) => boolean {
  if ('steps' in label) {
    const steps = [label.steps, ...(label.also ?? [])].map(shown);
    return (value) => steps.includes(value);
  }
  if (label.value === null) {
    const { range } = label;
    return (value) => range !== undefined && range[0] <= Number(value) && Number(value) <= range[1];
  }
  const values = [label.value, ...(label.also ?? [])].map(shown);
  return (value) => values.includes(value);
}

function expectation(label: Exclude<FactorLabel, { notApplicable: string }>): string {
  if ('steps' in label) return `${label.steps} steps`;
  if (label.value === null) return `unknown: ${label.why}`;
  const also = label.also ?? [];
  return [label.value, ...also].map(shown).join(' or ');
}

function shown(value: NonNullable<FactorFound['value']> | readonly number[]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
