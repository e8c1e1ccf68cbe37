/** What a careful reader finds of the recipe of each public script. `README.md` says how that is written. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const evidence = { lines: v.array(v.number()), note: v.optional(v.string()), file: v.optional(v.string()) };
const quantity = v.union([v.number(), v.string(), v.array(v.number())]);

const determined = v.strictObject({ value: quantity, also: v.optional(v.array(quantity)), ...evidence });
const counted = v.strictObject({ steps: v.number(), also: v.optional(v.array(v.number())), ...evidence });
const undetermined = v.strictObject({
  value: v.null(),
  why: v.string(),
  /** The ends of what it can be. */
  range: v.optional(v.tuple([v.number(), v.number()])),
  ...evidence,
});
const inapplicable = v.strictObject({ notApplicable: v.string(), ...evidence });
const factor = v.union([determined, counted, undetermined, inapplicable]);

const precision = v.strictObject({ ...determined.entries });

const training = v.strictObject({
  model: v.string(),
  /** Other names that the same model goes by. */
  names: v.optional(v.array(v.string())),
  E: factor,
  D: factor,
  B: factor,
  precision,
  input: factor,
  upperBound: v.optional(v.array(v.string())),
  note: v.optional(v.string()),
});

const script = v.strictObject({
  folder: v.string(),
  path: v.string(),
  sha256: v.string(),
  H: determined,
  fits: v.optional(determined),
  trainings: v.array(training),
  note: v.optional(v.string()),
});

const file = v.strictObject({
  repositories: v.record(
    v.string(),
    v.strictObject({ repository: v.string(), commit: v.string(), licence: v.string() }),
  ),
  scripts: v.array(script),
});

export type FactorLabel = v.InferOutput<typeof factor>;
export type TrainingLabel = v.InferOutput<typeof training>;
export type ScriptLabel = v.InferOutput<typeof script>;

export function readLabels(): v.InferOutput<typeof file> {
  return v.parse(file, JSON.parse(readFileSync(new URL('labels.json', import.meta.url), 'utf8')));
}
