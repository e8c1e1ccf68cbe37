/** `wattlens estimate --requests`: many questions to one process, one JSON line each, every one by itself. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Overrides } from '../config/configuration.ts';
import { mergeOverrides } from '../config/precedence.ts';
import type { Analyser, AnalysisResult } from '../footprint/analyser.ts';
import type { Footprint } from '../footprint/schema.ts';
import { hasFigures } from './estimate.ts';
import { defaultSearchPath, diskFiles, uriOf, type Environment } from './files.ts';
import { overridesOf } from './flags.ts';
import { answerInThreads, type AnswerLine } from './requestThreads.ts';
import { searchFolders } from './targets.ts';
import { UsageError, type ExitCode, type Terminal } from './usage.ts';

const text = v.pipe(v.string(), v.minLength(1));
const number = v.nullish(v.union([v.number(), v.string()]));

const requestSchema = v.looseObject({
  id: v.union([v.string(), v.number()]),
  file: v.nullish(text),
  module: v.nullish(text),
  expr: v.nullish(text),
  inputs: v.nullish(v.unknown()),
  device: v.nullish(text),
  region: v.nullish(text),
  batch: number,
  precision: v.nullish(text),
  mode: v.nullish(text),
  memoryFormat: v.nullish(text),
});
type Request = v.InferOutput<typeof requestSchema>;

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly file: string | null;
  /** One-based. */
  readonly line: number | null;
}

type Answer = { readonly models: readonly Footprint[] } | { readonly error: Failure };

export interface RequestsOptions {
  /** The JSONL file. */
  readonly file: string;
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  /** Holds for every request that does not say otherwise. */
  readonly overrides: Overrides;
  /** That answer at once. */
  readonly threads: number;
}

/** A line of the file. */
export interface RequestLine {
  readonly text: string;
  /** One-based. */
  readonly number: number;
}

export interface AnsweredLine {
  readonly json: string;
  readonly hasFigures: boolean;
}

/** Fewer are answered before further threads have started. */
const LEAST_FOR_THREADS = 24;

/**
 * Throws `UsageError` if the file cannot be read; a wrong line is answered as such.
 * @param program that threads run; null: there are none
 */
export async function answerRequests(
  options: RequestsOptions,
  analyser: () => Promise<Analyser>,
  terminal: Terminal,
  program: string | null,
): Promise<ExitCode> {
  const { file, threads } = options;
  const { cwd } = terminal;
  const full = path.resolve(cwd, file);
  if (!existsSync(full)) throw new UsageError(`--requests ${file}: there is no such file`);
  const lines = readFileSync(full, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ text: line, number: index + 1 }]));
  const isSplit = program !== null && threads > 1 && lines.length >= LEAST_FOR_THREADS;
  const answers = isSplit
    ? answerInThreads(lines, threads, program, { options, cwd })
    : answerInTurn(lines, lineAnswerer(options, cwd, await analyser()));
  let figures = false;
  for await (const { json, hasFigures: isAnswered } of answers) {
    figures ||= isAnswered;
    terminal.out(`${json}\n`);
    // An answer that is longer than a pipe holds is on its way before the next is worked out.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return figures ? 0 : 1;
}

async function* answerInTurn(
  lines: readonly RequestLine[],
  answer: AnswerLine,
): AsyncGenerator<AnsweredLine> {
  for (const line of lines) yield await answer(line);
}

/** Answers lines one by one; never rejects for what is wrong with a line. */
export function lineAnswerer(
  { file, searchPath, environment, overrides }: RequestsOptions,
  cwd: string,
  analyser: Analyser,
): AnswerLine {
  const context = { folders: searchFolders(searchPath, cwd), environment, overrides, cwd };
  return async ({ text: line, number: at }) => {
    const request = parseLine(line);
    const answer = request.success
      ? await answerOne(request.output, context, analyser)
      : wrongLine(request.reason, file, at);
    const id = request.success ? request.output.id : request.id;
    return {
      json: JSON.stringify({ id, ...answer }),
      hasFigures: 'models' in answer && answer.models.some(hasFigures),
    };
  };
}

type Line =
  | { readonly success: true; readonly output: Request }
  | { readonly success: false; readonly id: string | number | null; readonly reason: string };

function parseLine(line: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { success: false, id: null, reason: error instanceof Error ? error.message : String(error) };
  }
  const parsed = v.safeParse(requestSchema, value);
  if (parsed.success) return { success: true, output: parsed.output };
  const [issue] = parsed.issues;
  const at = v.getDotPath(issue);
  const id = v.safeParse(v.object({ id: requestSchema.entries.id }), value);
  const reason = at === null ? issue.message : `${at}: ${issue.message}`;
  return { success: false, id: id.success ? id.output.id : null, reason };
}

function wrongLine(reason: string, file: string, line: number): Answer {
  const message = `${reason}; write {"id": …, "file" or "module": …, "expr": …, "inputs": […]}`;
  return { error: { code: 'bad-request', message, file, line } };
}

interface Context {
  readonly folders: readonly string[];
  readonly environment: Environment;
  readonly overrides: Overrides;
  readonly cwd: string;
}

async function answerOne(request: Request, context: Context, analyser: Analyser): Promise<Answer> {
  const { file, module, expr } = request;
  const refuse = (code: string, message: string): Answer => ({
    error: { code, message, file: file ?? null, line: null },
  });
  if ((file ?? null) === (module ?? null)) return refuse('bad-request', 'give either "file" or "module"');
  let overrides: Overrides;
  try {
    overrides = mergeOverrides([overridesOf(entriesOf(request)), context.overrides]);
  } catch (error) {
    if (error instanceof UsageError) return refuse('bad-request', error.message);
    throw error;
  }
  const full = path.resolve(context.cwd, file ?? '__main__.py');
  const uri = uriOf(full);
  const result = await analyser.analyse(
    {
      uri,
      searchPath: [...context.folders, ...defaultSearchPath(path.dirname(full), context.environment)],
      overrides,
      ...(module === null || module === undefined ? {} : { module }),
      ...(expr === null || expr === undefined ? {} : { expr }),
    },
    diskFiles,
  );
  analyser.release(uri);
  return result.footprints.length > 0 ? { models: result.footprints } : refusal(result, uri);
}

function entriesOf({
  inputs,
  device,
  region,
  batch,
  precision,
  mode,
  memoryFormat,
}: Request): (readonly [string, unknown])[] {
  const given: Readonly<Record<string, unknown>> = {
    ...{ device, region, batch, precision, mode },
    'memory-format': memoryFormat,
  };
  const entries = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  // Handed over as one value: a list of shapes is several inputs.
  return inputs === null || inputs === undefined ? entries : [...entries, ['input', [inputs]]];
}

function refusal({ problems }: AnalysisResult, uri: string): Answer {
  const [first] = problems;
  if (first === undefined) {
    return { error: { code: 'no-model', message: 'no model was found', file: uri, line: null } };
  }
  const { code, message, range } = first;
  return { error: { code, message, file: first.uri, line: range === null ? null : range.start.line + 1 } };
}
