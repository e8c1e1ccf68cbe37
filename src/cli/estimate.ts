/** `wattlens estimate`: the figures of the models in files, folders, or an installed module. */
import path from 'node:path';
import { catalogVersion } from '../catalog/version.ts';
import type { Overrides } from '../config/configuration.ts';
import type { Analyser, AnalysisResult, FileSource } from '../footprint/analyser.ts';
import { SCHEMA_VERSION, type Footprint, type FootprintReport } from '../footprint/schema.ts';
import { reportJson } from '../report/data.ts';
import { estimateTable } from '../report/table.ts';
import { defaultSearchPath, diskFiles, uriOf, type Environment } from './files.ts';
import { describePlace } from './places.ts';
import { searchFolders, targetsOf, type Target } from './targets.ts';
import type { ExitCode, Terminal } from './usage.ts';
import { UsageError } from './usage.ts';

export interface EstimateOptions {
  readonly paths: readonly string[];
  readonly expr: string | null;
  readonly module: string | null;
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  readonly overrides: Overrides;
  readonly format: 'table' | 'json';
}

/** Throws `UsageError`. */
export async function estimate(
  options: EstimateOptions,
  analyser: Analyser,
  terminal: Terminal,
): Promise<ExitCode> {
  const report = await estimateReport(options, analyser, terminal.cwd);
  terminal.out(
    options.format === 'json'
      ? reportJson(report)
      : estimateTable(report, {
          colours: terminal.colours,
          place: (at) => describePlace(at, at.uri, terminal.cwd),
        }),
  );
  return report.models.some(hasFigures) ? 0 : 1;
}

async function estimateReport(
  options: EstimateOptions,
  analyser: Analyser,
  cwd: string,
): Promise<FootprintReport> {
  const models: Footprint[] = [];
  const classes: FootprintReport['classes'] = [];
  const problems: FootprintReport['problems'] = [];
  for (const target of targets(options, cwd)) {
    const result = await analyseTarget(target, options, analyser);
    models.push(...result.footprints);
    classes.push(...result.classes);
    problems.push(...worthSaying(result, target));
  }
  return { schemaVersion: SCHEMA_VERSION, catalogVersion, models, classes, problems };
}

function targets(
  { paths, module, expr, searchPath, environment }: EstimateOptions,
  cwd: string,
): readonly Target[] {
  if (module === null) {
    if (paths.length === 0) {
      throw new UsageError('nothing to estimate: give a file, a folder or --module NAME');
    }
    return targetsOf(paths, searchPath, cwd, environment);
  }
  if (paths.length > 0) throw new UsageError('give either a path or --module, not both');
  if (expr === null) {
    throw new UsageError(`--module ${module} needs --expr to say which model, e.g. --expr 'resnet50()'`);
  }
  const uri = uriOf(path.join(cwd, '__main__.py'));
  const folders = [...searchFolders(searchPath, cwd), ...defaultSearchPath(cwd, environment)];
  return [{ uri, searchPath: folders, isNamed: true }];
}

export async function analyseTarget(
  { uri, searchPath }: Target,
  { expr, module, overrides }: Pick<EstimateOptions, 'expr' | 'module' | 'overrides'>,
  analyser: Analyser,
  files: FileSource = diskFiles,
): Promise<AnalysisResult> {
  const result = await analyser.analyse(
    {
      uri,
      searchPath,
      overrides,
      ...(expr === null ? {} : { expr }),
      ...(module === null ? {} : { module }),
    },
    files,
  );
  analyser.release(uri);
  return result;
}

/** In a folder most files have no model, which is nothing to complain of. */
function worthSaying(
  { problems, footprints }: AnalysisResult,
  { isNamed }: Target,
): FootprintReport['problems'] {
  return problems
    .filter(({ code }) => code !== 'no-model' || (isNamed && footprints.length === 0))
    .map(({ uri, message, range }) => ({
      uri,
      message,
      range: range === null ? null : { start: { ...range.start }, end: { ...range.end } },
    }));
}

/** Something about it is known, be it a lower bound or the count of its parameters. */
export function hasFigures({ inference, params, training }: Footprint): boolean {
  const isKnown = (figure: object): boolean => !('reason' in figure) || 'low' in figure;
  return (
    isKnown(inference.itEnergy) ||
    typeof params === 'number' ||
    'low' in params ||
    (training !== null && isKnown(training.energy))
  );
}
