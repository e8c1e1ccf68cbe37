/** `wattlens init`: a `wattlens.toml` whose every entry is a comment, with what was found of each model. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfigFile } from '../config/configFile.ts';
import type { Entry } from '../config/entry.ts';
import { ENTRIES } from '../config/entryTable.ts';
import type { Overrides } from '../config/configuration.ts';
import type { Analyser } from '../footprint/analyser.ts';
import type { Footprint, StatedFactor } from '../footprint/schema.ts';
import { statedSource, statedValue } from '../report/factors.ts';
import { formatPlace } from '../report/figures.ts';
import { analyseTarget } from './estimate.ts';
import { uriOf, type Environment } from './files.ts';
import { targetsOf } from './targets.ts';
import { UsageError, type ExitCode, type Terminal } from './usage.ts';

export interface InitOptions {
  /** Files or folders to look for models in; none: the folder that the command runs in. */
  readonly paths: readonly string[];
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  readonly overrides: Overrides;
}

/** Models whose values are told; the file is to be read by people. */
const MOST_MODELS = 12;

/** Throws `UsageError` where there is a configuration already. */
export async function init(
  { paths, searchPath, environment, overrides }: InitOptions,
  analyser: Analyser,
  terminal: Terminal,
): Promise<ExitCode> {
  const file = path.join(terminal.cwd, 'wattlens.toml');
  refuseSecond(file, terminal.cwd);
  const footprints: Footprint[] = [];
  for (const target of targetsOf(paths.length === 0 ? ['.'] : paths, searchPath, terminal.cwd, environment)) {
    const result = await analyseTarget(target, { expr: null, module: null, overrides }, analyser);
    footprints.push(...result.footprints);
  }
  writeFileSync(file, configText(footprints), { flag: 'wx' });
  terminal.out(
    `wrote wattlens.toml with what was found of ${footprints.length} models; it changes nothing yet\n`,
  );
  return 0;
}

/** A second file beside a first one would hide all that the first one says. */
function refuseSecond(file: string, folder: string): void {
  if (existsSync(file)) throw new UsageError(`there is a wattlens.toml already: edit it, or remove it first`);
  const project = path.join(folder, 'pyproject.toml');
  if (existsSync(project) && readConfigFile(uriOf(project), readFileSync(project, 'utf8')) !== null) {
    throw new UsageError(
      'pyproject.toml has [tool.wattlens], which a wattlens.toml beside it would hide: edit that',
    );
  }
}

const HEAD = `# What Wattlens takes for the models in this folder and below, over what it finds in their code.
# A command-line flag and a comment in the code (# wattlens: epochs=90) outweigh it. Every entry below is a comment:
# take the # away to make it hold. Numbers may have units in quotes: "1.28M", "90 epochs".
# \`wattlens explain FILE\` says what holds, and who says it.
`;

/** Valid TOML that says nothing, with an example or what was found for each entry. */
export function configText(footprints: readonly Footprint[]): string {
  const told = footprints.slice(0, MOST_MODELS);
  const more = footprints.length - told.length;
  const parts = ENTRIES.map((entry) => {
    const found = told.flatMap(({ name, factors }) =>
      factors
        .filter((factor) => factor.name === entry.name && factor.value !== null)
        .map((factor) => ({ model: name, factor })),
    );
    return [
      ...comment(entry.help.charAt(0).toUpperCase() + entry.help.slice(1)),
      ...lines(found).flatMap(comment),
      `# ${entry.name} = ${literalOf(entry, found[0]?.factor)}`,
    ].join('\n');
  });
  const rest = more > 0 ? [`# Found besides: ${more} more models.`] : [];
  return `${[HEAD.trimEnd(), ...parts, ...rest].join('\n\n')}\n`;
}

interface FoundFactor {
  readonly model: string;
  readonly factor: StatedFactor;
}

/** `  Net, Decoder: 60,000 (code: MNIST (train), train.py:27)`: models of which the same is found share a line. */
function lines(found: readonly FoundFactor[]): string[] {
  const models = new Map<string, Set<string>>();
  for (const { model, factor } of found) {
    const text = describe(factor);
    models.set(text, (models.get(text) ?? new Set()).add(model));
  }
  return [...models].map(([text, names]) => `  ${[...names].join(', ')}: ${text}`);
}

function describe(factor: StatedFactor): string {
  // Why a default is what it is, `wattlens explain` tells.
  if (factor.origin === 'default') return `${statedValue(factor)} (default)`;
  const place = factor.range === undefined ? '' : `, ${formatPlace(factor.range)}`;
  return `${statedValue(factor)} (${statedSource(factor)}${place})`;
}

/** No text of the code can end its comment. */
function comment(text: string): string[] {
  return [`# ${text.replace(/\s+/g, (blank) => (blank.length > 1 && !/\n/.test(blank) ? blank : ' '))}`];
}

function literalOf({ value, name }: Entry, found: StatedFactor | undefined): string {
  if (found !== undefined && found.value !== null) return JSON.stringify(found.value);
  switch (value.kind) {
    case 'count':
      return '64';
    case 'number':
      return name === 'inferences' ? '1000000' : String(Math.max(value.least, 1));
    case 'choice':
      return JSON.stringify(value.values[0]?.value ?? '');
    case 'name':
      return value.of === 'device' ? '"A100-SXM-80"' : '"DE"';
    case 'switch':
      return 'true';
    case 'input':
      return '"1x3x224x224"';
  }
}
