/** `wattlens explain`: every unknown and every assumption behind the figures of a file, with its line. */
import type { Overrides } from '../config/configuration.ts';
import type { Analyser, AnalysisResult, Note } from '../footprint/analyser.ts';
import type { Assumption, Place, StatedFactor } from '../footprint/schema.ts';
import { statedSource, statedValue } from '../report/factors.ts';
import { diskFiles, type Environment } from './files.ts';
import { describePlace } from './places.ts';
import { targetsOf } from './targets.ts';
import { UsageError, type ExitCode, type Terminal } from './usage.ts';

export interface ExplainOptions {
  readonly file: string;
  readonly expr: string | null;
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  readonly overrides: Overrides;
}

interface Line {
  readonly place: string;
  readonly kind: string;
  readonly text: string;
}

/** Throws `UsageError`. */
export async function explain(
  { file, expr, searchPath, environment, overrides }: ExplainOptions,
  analyser: Analyser,
  terminal: Terminal,
): Promise<ExitCode> {
  const [target, ...others] = targetsOf([file], searchPath, terminal.cwd, environment);
  if (target === undefined || others.length > 0 || !target.isNamed) {
    throw new UsageError(`${file} is a folder: name one file of it`);
  }
  const result = await analyser.analyse(
    { uri: target.uri, searchPath: target.searchPath, overrides, ...(expr === null ? {} : { expr }) },
    diskFiles,
  );
  const lines = linesOf(result, target.uri, terminal.cwd);
  const width = Math.max(0, ...lines.map(({ kind }) => kind.length));
  for (const { place, kind, text } of lines) terminal.out(`${kind.padEnd(width)}  ${place}  ${text}\n`);
  if (lines.length === 0) terminal.out('Nothing is unknown and nothing is assumed.\n');
  return result.footprints.length > 0 ? 0 : 1;
}

function linesOf({ problems, notes, footprints }: AnalysisResult, uri: string, cwd: string): Line[] {
  const place = (at: Pick<Place, 'uri' | 'start'> | null): string => describePlace(at, uri, cwd);
  const reasons = new Set(
    footprints.flatMap(({ completeness }) =>
      completeness.reasons.map(({ text, range }) => `${place(range)} ${text}`),
    ),
  );
  // What concerns a model is said with its name.
  const isNews = ({ text, span }: Note): boolean => !reasons.has(`${place(span)} ${text}`);
  const lines: Line[] = [
    ...problems.map(({ code, message, uri: of, range }) => ({
      place: place(range === null ? null : { uri: of, ...range }),
      kind: code,
      text: message,
    })),
    ...notes.filter(isNews).map(({ kind, text, span }) => ({ place: place(span), kind, text })),
    ...footprints.flatMap(({ name, completeness, assumptions, factors }) => [
      ...factors
        // Defaults are among the assumptions.
        .filter(({ value, origin }) => value !== null && origin !== 'default')
        .map((factor) => ({
          place: place(factor.range ?? null),
          kind: 'factor',
          text: `${name}: ${describeFactor(factor, place)}`,
        })),
      ...completeness.reasons.map(({ text, range, remedy }) => ({
        place: place(range),
        kind: completeness.level === 'partial' ? 'unknown' : 'assumption',
        text: `${name}: ${text}${remedy === undefined ? '' : `; remedy: ${remedy}`}`,
      })),
      ...assumptions.map((assumption) => ({
        place: place(assumption.range ?? null),
        kind: assumption.value === null ? 'unknown' : 'assumption',
        text: `${name}: ${describeAssumption(assumption)}`,
      })),
    ]),
  ];
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

/** `epochs = 90; comment in the code; else 14 (code: range(14), net.py:31)` */
function describeFactor(
  factor: StatedFactor,
  place: (at: Pick<Place, 'uri' | 'start'> | null) => string,
): string {
  const others = factor.alternatives.map((other) => {
    const at = other.range === undefined ? '' : `, ${place(other.range)}`;
    return `${statedValue(other)} (${statedSource(other)}${at})`;
  });
  const rest = others.length === 0 ? '' : `; else ${others.join(', ')}`;
  return `${factor.name} = ${statedValue(factor)}; ${statedSource(factor)}${rest}`;
}

function describeAssumption({ name, value, unit, source }: Assumption): string {
  // 0.145 of 400 W are 58 W, whatever binary fractions make of it.
  const exact = typeof value === 'number' ? Number(value.toPrecision(12)) : value;
  const amount = exact === null ? 'not known' : unit === null ? String(exact) : `${exact} ${unit}`;
  return `${name}: ${amount}; ${source}`;
}
