/** The façade over discovery, cost and configuration: from a document to its footprints. */
import type { Overrides } from '../config/configuration.ts';
import { CONFIG_FILE_NAMES } from '../config/configFile.ts';
import { MEASURED_FILE_NAME } from '../config/measuredFile.ts';
import { readPragmas } from '../config/pragma.ts';
import { mergeOverrides } from '../config/precedence.ts';
import { idleTrainings } from '../discover/idleTrainings.ts';
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { DiscoverRequest, DiscoverResult, DiscoverSteps } from '../discover/request.ts';
import { isFolderUri } from '../python/imports/listing.ts';
import { folderOf } from '../python/imports/uris.ts';
import { NeedsFiles } from '../python/ports.ts';
import { Cancelled } from '../python/runtime/signals.ts';
import type { ParsedModule } from '../python/syntax/ast.ts';
import type { PythonParser } from '../python/syntax/parser.ts';
import type { CandidatePoint } from '../trace/events.ts';
import type { SourceSpan } from '../units/span.ts';
import { withoutModels } from './analyser.ts';
import type { Analyser, AnalysisRequest, AnalysisResult, FileSource, Problem } from './analyser.ts';
import { contextOf } from './buildDecoding.ts';
import { buildFootprint, type FootprintContext } from './buildFootprint.ts';
import { classesOf } from './classRanges.ts';
import { configurationFor, type Configured } from './configured.ts';
import { AnalysisFiles, FileCache } from './fileCache.ts';
import { previewOf, type Preview } from './preview.ts';
import { ResultCache, questionOf } from './resultCache.ts';
import { endRuns, type EndRuns } from './searchEnds.ts';
import { hardwareHints } from '../hardware/hints.ts';
import type { Footprint, HardwareHint } from './schema.ts';
import { scopePragmas, settlePragmas, type ScopedPragmas } from './scopedPragmas.ts';

/** What the driver needs of a language. */
export interface DriverParts {
  readonly parser: Pick<PythonParser, 'parse'>;
  /** Fetches what a file will ask for, as far as its text tells. */
  prefetch(uri: string, text: string, files: AnalysisFiles, searchPath: readonly string[]): Promise<void>;
  /** Throws `NeedsFiles` and `Cancelled`. */
  discover(request: LanguageRequest): DiscoverResult;
  /** The same, model by model, where a language can. */
  discoverSteps?(request: LanguageRequest): DiscoverSteps;
}

/** Without the parser, which each language has its own of. */
export type LanguageRequest = Omit<DiscoverRequest, 'parser'>;

interface Derived {
  readonly result: AnalysisResult;
  /** Null where several runs looked at the file. */
  readonly syntax: ParsedModule | null;
}

interface RunOptions {
  readonly files: AnalysisFiles;
  readonly preview: Preview | null;
  readonly candidate: CandidatePoint;
}

/** Runs for files that were missing; each fetches at least one. */
const MOST_ROUNDS = 300;

export class AnalysisDriver implements Analyser {
  readonly #parts: DriverParts;
  readonly #files = new FileCache();
  readonly #results = new ResultCache();

  constructor(parts: DriverParts) {
    this.#parts = parts;
  }

  async analyse(request: AnalysisRequest, source: FileSource): Promise<AnalysisResult> {
    const files = new AnalysisFiles(source, this.#files);
    try {
      return await this.#analyse(request, files);
    } catch (error) {
      if (error instanceof Cancelled) return failed(request.uri, 'cancelled', 'the analysis was cancelled');
      const reason = error instanceof Error ? error.message : String(error);
      return failed(request.uri, 'internal', `the analysis failed: ${reason}`);
    }
  }

  close(uri: string): void {
    this.#results.forget(uri);
    this.#files.forget(uri);
    if (this.#results.isEmpty) this.#files.clear();
  }

  release(uri: string): void {
    this.#results.forget(uri);
  }

  invalidate(uri: string): void {
    this.#files.forget(uri);
    // it may have come or gone
    this.#files.forget(`${folderOf(uri)}/`);
  }

  async #analyse(request: AnalysisRequest, files: AnalysisFiles): Promise<AnalysisResult> {
    const { uri } = request;
    const text = request.module === undefined ? (request.text ?? (await files.read(uri))) : '';
    if (text === null) {
      return failed(
        uri,
        'file-not-found',
        'it cannot be read: there is no such file, it may not be opened, or it is no text',
      );
    }
    const question = questionOf(request);
    const parse = (): ParsedModule | null =>
      request.module === undefined ? this.#parts.parser.parse(uri, text) : null;
    const cached = await this.#results.find(uri, { question, text }, files, parse);
    if (cached !== null) return cached;
    if (request.module === undefined) files.pin(uri, text);
    const { result: found, syntax } = await this.#fresh(request, text, files);
    const seen = new Map(files.seen);
    seen.delete(uri);
    const data = [...seen.keys()].filter(isData);
    const result = { ...found, dependencies: [...new Set([...found.dependencies, ...data])] };
    this.#results.keep(uri, text, { result, seen, question, syntax });
    return result;
  }

  async #fresh(request: AnalysisRequest, text: string, files: AnalysisFiles): Promise<Derived> {
    const { uri } = request;
    const { parser } = this.#parts;
    const configured = await configurationFor(uri, files);
    const parsed = request.module === undefined ? parser.parse(uri, text) : null;
    const comments = parsed?.pragmas ?? [];
    const { pragmas, problems: pragmaProblems } = readPragmas(uri, comments);
    const written = scopePragmas(text, pragmas);
    const holding = (scoped: ScopedPragmas): Overrides =>
      mergeOverrides([request.overrides, scoped.file, configured.file?.overrides ?? {}]);
    const searchPath = [...request.searchPath, ...configured.searchPath];
    if (request.module === undefined) await this.#parts.prefetch(uri, text, files, searchPath);
    const run = (
      overrides: Overrides,
      preview: Preview | null = null,
      candidate: CandidatePoint = 'middle',
    ): Promise<DiscoverResult> =>
      this.#discover({ ...request, searchPath, overrides }, text, { files, preview, candidate });
    const endsOf = (result: DiscoverResult, overrides: Overrides): Promise<EndRuns | null> =>
      endRuns(result, (candidate) => run(overrides, null, candidate));
    // What a pragma means may depend on which models there are, and of a text that does not parse the figures before
    // it may be the better ones: nothing is told before that is known.
    const isPlain = comments.length === 0 && parsed?.errors.length === 0;
    const preview = !isPlain ? null : previewOf(request, holding(written), configured);
    const first = await run(holding(written), preview);
    const scoped = settlePragmas(written, new Set(first.models.map(({ range }) => range.start.line)));
    const everywhere = holding(scoped);
    const isOther = [...written.byAssignment.values()].some(changesTheRun) && scoped.file !== written.file;
    const found = isOther ? await run(everywhere) : first;
    const problems: Problem[] = [
      ...(configured.file?.problems ?? []).map((problem) => told('configuration', problem, uri)),
      ...(configured.measured?.problems ?? []).map((problem) => told('measured', problem, uri)),
      ...pragmaProblems.map((problem) => told('pragma', problem, uri)),
      ...found.problems,
    ];
    const footprints: Footprint[] = [];
    const trainings = found.models.flatMap((model) => model.trainings);
    const hardware = trainings.length === 0 ? [] : await this.#hardware(uri, text, files);
    const idle = parsed === null ? [] : idleTrainings(parsed);
    const ends = await endsOf(found, everywhere);
    let hasOwnRun = ends !== null;
    for (const model of found.models) {
      const own = scoped.byLine.get(model.range.start.line);
      const overrides = own === undefined ? everywhere : mergeOverrides([everywhere, own]);
      const again = own !== undefined && changesTheRun(own) ? await run(overrides) : null;
      const ownEnds = again === null ? ends : await endsOf(again, overrides);
      hasOwnRun ||= again !== null;
      const analysis = again?.models.find(({ id }) => id === model.id) ?? model;
      const said = [request.overrides, own ?? {}, scoped.file, configured.file?.overrides ?? {}];
      const context = {
        runs: configured.measured?.runs ?? [],
        said,
        trainings,
        hardware,
        idle,
        ends: ownEnds?.of(analysis) ?? null,
      };
      footprints.push(this.#build(analysis, overrides, context, problems));
    }
    const result = {
      footprints,
      classes: classesOf(found.models),
      problems: distinct(problems),
      notes: found.notes,
      dependencies: [...new Set([...dependenciesOf(found, configured), ...(ends?.dependencies ?? [])])],
      hasSyntaxErrors: found.hasSyntaxErrors,
    };
    return { result, syntax: hasOwnRun ? null : found.syntax };
  }

  async #hardware(uri: string, text: string, files: AnalysisFiles): Promise<readonly HardwareHint[]> {
    const hints = await hardwareHints(uri, text, (one) => files.read(one));
    return hints.map(({ kind, text: written, device, count, uri: file, start }) => {
      const end = { line: start.line, character: start.character + written.length };
      return { kind, text: written, device, count, range: { uri: file, start, end } };
    });
  }

  #build(
    analysis: ModelAnalysis,
    overrides: Overrides,
    context: FootprintContext,
    problems: Problem[],
  ): Footprint {
    const { footprint, unknownNames } = buildFootprint(analysis, overrides, context);
    for (const { code, ...problem } of unknownNames) problems.push(told(code, problem, analysis.uri));
    return footprint;
  }

  /** Runs again with what was missing until nothing is. */
  async #discover(
    request: AnalysisRequest,
    text: string,
    { files, preview, candidate }: RunOptions,
  ): Promise<DiscoverResult> {
    const discoverRequest = { ...this.#discoverRequest(request, text, files), candidate };
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (request.isCancelled?.() === true) throw new Cancelled();
      try {
        const steps = preview === null ? undefined : this.#parts.discoverSteps?.(discoverRequest);
        if (steps === undefined || preview === null) return this.#parts.discover(discoverRequest);
        return await preview.through(steps, request.isCancelled);
      } catch (error) {
        if (!(error instanceof NeedsFiles)) throw error;
        const missing = error.uris.filter((uri) => files.get(uri) === undefined);
        if (missing.length === 0) {
          throw new Error(`asked again for ${error.uris.join(', ')}`, { cause: error });
        }
        await files.fetch(missing);
      }
    }
    throw new Error(`it imports more than ${MOST_ROUNDS} files that were not there at first`);
  }

  #discoverRequest(request: AnalysisRequest, text: string, files: AnalysisFiles): LanguageRequest {
    const { uri, searchPath, expr, module, overrides, isCancelled } = request;
    const { inputs, batch, trainingBatch, mode, showParts } = overrides;
    const contextTokens = contextOf(overrides);
    return {
      uri,
      text,
      files,
      searchPath,
      ...(expr === undefined ? {} : { expr }),
      ...(module === undefined ? {} : { module }),
      ...(inputs === undefined ? {} : { inputs: inputs.value }),
      ...(batch === undefined ? {} : { batch: batch.value }),
      ...(trainingBatch === undefined ? {} : { trainingBatch: trainingBatch.value }),
      ...(contextTokens === null ? {} : { contextTokens }),
      ...(mode === undefined ? {} : { mode: mode.value }),
      ...(showParts === undefined ? {} : { showParts: showParts.value }),
      ...(isCancelled === undefined ? {} : { isCancelled }),
      ...(request.watched === undefined || request.watched.ids === 'all'
        ? {}
        : { first: request.watched.ids }),
    };
  }
}

/** Whether the forward passes themselves depend on what a pragma says, and not only their cost. */
function changesTheRun(overrides: Overrides): boolean {
  const { inputs, batch, trainingBatch } = overrides;
  return [inputs, batch, trainingBatch].some((said) => said !== undefined) || contextOf(overrides) !== null;
}

/** What is named elsewhere: modules and configuration are looked for in many places in vain. */
const NO_DATA = new Set<string>([...CONFIG_FILE_NAMES, MEASURED_FILE_NAME]);

/** A file that the script itself reads, or that is not there yet. */
function isData(uri: string): boolean {
  return !/\.pyi?$/.test(uri) && !isFolderUri(uri) && !NO_DATA.has(uri.slice(uri.lastIndexOf('/') + 1));
}

function dependenciesOf({ dependencies }: DiscoverResult, { file, measured }: Configured): string[] {
  return [...dependencies, ...[file, measured].flatMap((config) => (config === null ? [] : [config.uri]))];
}

function told(
  code: string,
  { message, span }: { readonly message: string; readonly span: SourceSpan | null },
  uri: string,
): Problem {
  return {
    code,
    message,
    uri: span?.uri ?? uri,
    range: span === null ? null : { start: span.start, end: span.end },
  };
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function failed(uri: string, code: string, message: string): AnalysisResult {
  return withoutModels([{ code, message, uri, range: null }]);
}
