/** How frameworks issue operations to GPUs: fitted to published latencies, the work on the device as fitted elsewhere. */
import { issuedBy, issueOf, type Issue } from '../../src/catalog/efficiency.ts';
import { unmeasuredGpu, type GpuFits } from './gpuCoefficients.ts';
import { fit, type Parameter } from './leastSquares.ts';
import { predict } from './measurement.ts';
import { publishedRows } from './publishedInference.ts';
import { unseen, type SplitFit } from './split.ts';
import type { PublishedRow } from './step.ts';

export const HOST_PARAMETERS: readonly Parameter[] = [
  { name: 'pytorch: dispatch', initial: 4e-5, spread: 0.5 },
  // Automatic mixed precision wraps operations in casts.
  { name: 'pytorch: mixed', initial: 1.2, spread: 0.3, min: 1 },
  { name: 'keras: dispatch', initial: 3e-5, spread: 0.5 },
  { name: 'keras: mixed', initial: 1, spread: 0.3 },
  // Programs of few operations are issued in no time: what each of them takes is the device's.
  { name: 'XLA: launch', initial: 5e-6, spread: 1 },
  { name: 'XLA: share of the traffic', initial: 0.54, spread: 0.3, max: 1 },
];

/** Compiled code of PyTorch was measured by none of the sets: it stays as the catalogue assumes. */
export function issuesOf(values: readonly number[]): Record<'pytorch' | 'keras', Issue> {
  const [pytorch = NaN, casts = NaN, keras = NaN, mixed = NaN, launchCompiled = NaN, fused = NaN] = values;
  return {
    pytorch: { ...knownIssue('pytorch'), dispatch: pytorch, mixed: casts },
    keras: { ...knownIssue('keras'), dispatch: keras, mixed, launchCompiled, fused },
  };
}

function knownIssue(framework: 'pytorch' | 'keras'): Issue {
  const issue = issueOf(framework);
  if (issue === undefined) throw new Error(`the catalogue does not say how ${framework} issues operations`);
  return issue;
}

/** Predictions for GPUs that were not measured, with frameworks as these values have them. */
export function publishedPredictor(
  fits: GpuFits,
): (row: PublishedRow, values: readonly number[]) => ReturnType<typeof predict> {
  const deviceOf = unmeasuredGpu(fits);
  return (row, values) => {
    const { platform, framework, mixed } = row;
    const issue = issuesOf(values)[framework];
    return predict(row, issuedBy(deviceOf(platform), issue, mixed, platform.mode));
  };
}

/** A part for each pair of a chip and a family: its fit saw neither. The last of either stands for all others. */
const CHIPS = ['A100', 'T4', 'V100', ''] as const;
const FAMILIES = ['bert', 'efficientnet', 'resnet', ''] as const;

function partNamed({ chip, family }: Pick<PublishedRow, 'chip' | 'family'>): string {
  const known = (names: readonly string[], name: string): string => (names.includes(name) ? name : '');
  return `${known(CHIPS, chip)} ${known(FAMILIES, family)}`;
}

/** The values that saw neither the chip nor the family of a row. */
export function unseenHost(host: SplitFit, row: PublishedRow): readonly number[] {
  return unseen(host, partNamed(row));
}

export function fitHost(fits: GpuFits): SplitFit {
  const rows = publishedRows();
  const predicted = publishedPredictor(fits);
  const fitTo = (kept: readonly PublishedRow[], start?: readonly number[]): number[] =>
    fit(
      {
        parameters: HOST_PARAMETERS,
        residuals: (values) => kept.map((row) => Math.log(predicted(row, values).time / (row.time ?? NaN))),
      },
      start,
    ).map((value) => Number(value.toPrecision(6)));
  const all = fitTo(rows);
  const pairs = CHIPS.flatMap((chip) => FAMILIES.map((family) => ({ chip, family })));
  return {
    parameters: HOST_PARAMETERS.map(({ name }) => name),
    all,
    parts: pairs.map(({ chip, family }) =>
      fitTo(
        rows.filter((row) => row.chip !== chip && row.family !== family),
        all,
      ),
    ),
    partOf: Object.fromEntries(pairs.map((pair, i) => [partNamed(pair), i])),
  };
}
