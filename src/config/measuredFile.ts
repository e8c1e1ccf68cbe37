/** `wattlens.measured.json`: runs of the user's own, against what was estimated for them. */
import * as v from 'valibot';
import type { SourceSpan } from '../units/span.ts';

/** Lies beside the configuration file. */
export const MEASURED_FILE_NAME = 'wattlens.measured.json';

export const MEASURED_STAGES = ['inference', 'training'] as const;
export type MeasuredStage = (typeof MEASURED_STAGES)[number];

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.minLength(1));

const runSchema = v.strictObject({
  /** Id of the catalogue. */
  device: text,
  model: text,
  stage: v.picklist(MEASURED_STAGES),
  /** Of the cost model that estimated it: ratios to another one mean nothing. */
  catalogVersion: text,
  /** IT energy, J: without the PUE. */
  measuredJoules: positive,
  estimatedJoules: positive,
  /** Null: the log has no duration. */
  measuredSeconds: v.nullable(positive),
  estimatedSeconds: v.nullable(positive),
  /** Name of the log, and where in it. */
  log: text,
});
const fileSchema = v.strictObject({ schemaVersion: v.literal(1), runs: v.array(runSchema) });

/** One run, measured and estimated. */
export type MeasuredRun = v.InferOutput<typeof runSchema>;

export interface MeasuredFile {
  readonly uri: string;
  readonly runs: readonly MeasuredRun[];
  readonly problems: readonly { readonly message: string; readonly span: SourceSpan }[];
}

/** Never throws: a file that cannot be read holds no run, and says why. */
export function readMeasuredFile(uri: string, content: string): MeasuredFile {
  const start = { line: 0, character: 0 };
  const broken = (reason: string): MeasuredFile => ({
    uri,
    runs: [],
    problems: [
      {
        message: `${reason}; run \`wattlens calibrate\` again, or delete the file`,
        span: { uri, start, end: start },
      },
    ],
  });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  const parsed = v.safeParse(fileSchema, value);
  if (parsed.success) return { uri, runs: parsed.output.runs, problems: [] };
  const [issue] = parsed.issues;
  return broken(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

export function measuredFileText(runs: readonly MeasuredRun[]): string {
  return `${JSON.stringify({ schemaVersion: 1, runs }, null, 2)}\n`;
}
