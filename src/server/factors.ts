/** The factors of a model, as an editor shows, checks and writes them. */
import { argumentChoices } from '../config/argumentChoices.ts';
import { CONFIG_FILE_NAMES, readConfigFile } from '../config/configFile.ts';
import { findEntry } from '../config/entries.ts';
import type { Entry } from '../config/entry.ts';
import { ENTRIES } from '../config/entryTable.ts';
import { checkValue } from '../config/factorValue.ts';
import { ConfigurationError } from '../config/inputSpec.ts';
import { removePragmaEntry, setPragmaEntry } from '../config/pragmaEdit.ts';
import { byStrength } from '../config/precedence.ts';
import { positionsOf, type TextEdit } from '../config/textEdit.ts';
import { removeTomlEntry, setTomlEntry } from '../config/tomlEdit.ts';
import { foldersAbove } from '../footprint/configured.ts';
import { isScript } from '../footprint/scriptFiles.ts';
import type { Footprint, SaidValue, StatedFactor } from '../footprint/schema.ts';
import type {
  CheckedFactor,
  EditedFactor,
  EditFactorParams,
  FactorInfo,
  FactorSheet,
  FactorTarget,
  FactorValue,
  ValueChoice,
} from '../protocol/factors.ts';
import type { Origin } from '../units/found.ts';
import { describeSpan } from '../units/span.ts';

/** What is known of the model in question. */
export interface FactorContext {
  /** Null: there is no model. */
  readonly footprint: Footprint | null;
  /** The document; null: none is asked about. */
  readonly uri: string | null;
  /** The folder that is open in the editor and holds the document. */
  readonly folder: string | null;
  /** The text of a document, a notebook's cell or a file; null: it is not there. */
  readonly read: (uri: string) => Promise<string | null>;
}

/** The file in which entries for a document are written. */
interface ConfigTarget {
  readonly uri: string;
  readonly isNew: boolean;
}

export async function factorSheet(context: FactorContext): Promise<FactorSheet> {
  const { footprint } = context;
  const file = await configTarget(context);
  const text = footprint === null ? null : await context.read(footprint.uri);
  const stated = new Map((footprint?.factors ?? []).map((factor) => [factor.name, factor]));
  const offered = ENTRIES.filter(
    ({ name }) => stated.has(name) || footprint === null || isAlwaysOffered(name),
  );
  return {
    id: footprint?.id ?? null,
    model: footprint?.name ?? null,
    factors: offered.map((entry) => {
      const info = infoOf(entry, stated.get(entry.name), context, file);
      return { ...info, choices: [...argumentsFor(entry.name, footprint, text), ...info.choices] };
    }),
  };
}

/** What the script's own command line offers. */
function argumentsFor(name: string, footprint: Footprint | null, text: string | null): ValueChoice[] {
  if (footprint === null || text === null) return [];
  return argumentChoices(name, text).map(({ value, argument, line, isDefault }) => {
    const at = { line, character: 0 };
    const where = describeSpan({ uri: footprint.uri, start: at, end: at });
    return { value, detail: `${isDefault ? 'default' : 'choice'} of ${argument}, ${where}` };
  });
}

/** Can be said of any model, also where nothing says it yet. */
function isAlwaysOffered(name: string): boolean {
  return /^(?:steps|devices|overhead|training-hours|inference-\w+|search-\w+|embodied(?:-\w+)?)$/.test(name);
}

function infoOf(
  entry: Entry,
  stated: StatedFactor | undefined,
  context: FactorContext,
  file: ConfigTarget | null,
): FactorInfo {
  const { name, label, help, setting } = entry;
  const factor = stated ?? {
    name,
    label,
    setting: setting === null ? null : `wattlens.${setting.key}`,
    value: null,
    origin: null,
    source: /^(?:inference|search)-/.test(name)
      ? 'nobody says another than that of the whole model'
      : 'nobody says it',
    alternatives: [],
  };
  return {
    ...factor,
    range: factor.range ?? null,
    help,
    example: exampleOf(entry),
    choices: choicesOf(entry),
    catalogue: entry.value.kind === 'name' ? entry.value.of : null,
    targets: targetsOf(entry, factor, context, file),
  };
}

function exampleOf({ value }: Entry): string {
  switch (value.kind) {
    case 'count':
    case 'number':
      return value.units.example;
    case 'input':
      return '1x3x224x224, 1x128:int64, name=1x128 or [3x480x640,3x480x640]';
    case 'name':
      return value.of === 'device' ? 'A100-SXM-80, RTX 3090 or T4' : 'DE, US-CA or aws:us-east-1';
    case 'choice':
      return value.values.map((one) => one.value).join(', ');
    case 'switch':
      return 'on or off';
  }
}

function choicesOf({ value }: Entry): ValueChoice[] {
  if (value.kind === 'choice') return value.values.map((one) => ({ value: one.value, detail: one.help }));
  if (value.kind === 'switch') return ['on', 'off'].map((one) => ({ value: one, detail: '' }));
  return [];
}

const ORIGIN_OF: Readonly<Record<FactorTarget['kind'], Origin>> = {
  pragma: 'pragma',
  file: 'config-file',
  workspace: 'workspace-setting',
  user: 'user-setting',
};

/** Where it can be written, the strongest first. */
function targetsOf(
  { setting, inUserSettings }: Entry,
  factor: Saying,
  { footprint }: FactorContext,
  file: ConfigTarget | null,
): FactorTarget[] {
  const said = sayingsOf(factor);
  const target = (kind: FactorTarget['kind'], uri: string | null, label: string): FactorTarget => {
    const origin = ORIGIN_OF[kind];
    const stronger = said.find((one) => byStrength(one, { origin }) < 0);
    return {
      kind,
      uri,
      label,
      says: said.some((one) => one.origin === origin),
      outweighedBy: stronger === undefined ? null : `${stronger.source} says ${stronger.value}`,
    };
  };
  const targets: FactorTarget[] = [];
  if (footprint !== null) {
    const now = said.find(({ origin }) => origin === 'pragma')?.range;
    const label =
      now === undefined ? `Comment in the code, over ${footprint.name}` : `Comment at ${describeSpan(now)}`;
    targets.push(target('pragma', now?.uri ?? footprint.uri, label));
  }
  if (file !== null) {
    const name = decodeURIComponent(file.uri.slice(file.uri.lastIndexOf('/') + 1));
    const what = name === 'pyproject.toml' ? `[tool.wattlens] in ${name}` : name;
    targets.push(target('file', file.uri, file.isNew ? `${what} (new)` : what));
  }
  if (setting !== null) {
    targets.push(target('workspace', null, 'Workspace settings'));
    if (inUserSettings) targets.push(target('user', null, 'User settings: for all projects'));
  }
  return targets;
}

type Saying = Pick<StatedFactor, 'value' | 'origin' | 'source' | 'range' | 'sameAs' | 'alternatives'>;

/** Of this factor itself: what is said of all stages gives way to what is said of one. */
function sayingsOf(factor: Saying): SaidValue[] {
  const { value, origin, source, range, sameAs, alternatives } = factor;
  const now =
    value === null || origin === null || sameAs !== undefined
      ? []
      : [{ value, origin, source, ...(range ? { range } : {}) }];
  return [...now, ...alternatives];
}

/**
 * The file that holds for the document, else a new one where the project begins. A second file beside the first would
 * hide all that the first one says.
 */
async function configTarget({ uri, folder, read }: FactorContext): Promise<ConfigTarget | null> {
  if (uri === null || /^untitled:/.test(uri)) return null;
  for (const above of foldersAbove(uri)) {
    for (const name of CONFIG_FILE_NAMES) {
      const candidate = `${above}/${name}`;
      const text = await read(candidate);
      if (text !== null && readConfigFile(candidate, text) !== null) return { uri: candidate, isNew: false };
    }
  }
  const home = folder ?? foldersAbove(uri)[0];
  return home === undefined ? null : { uri: `${home}/wattlens.toml`, isNew: true };
}

/** Never throws: what is wrong is the answer. */
export function checkFactor(name: string, typed: string): CheckedFactor {
  try {
    return checkValue(name, typed);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { error: error.message };
  }
}

/** Never throws: what is wrong is the answer. */
export async function editFactor(
  { name, value, target }: Pick<EditFactorParams, 'name' | 'value' | 'target'>,
  context: FactorContext,
): Promise<EditedFactor> {
  const entry = findEntry(name);
  if (entry === undefined) return { error: `there is no factor "${name}"` };
  try {
    if (target === 'pragma') return await editPragma(entry.name, value, context);
    if (target === 'file') return await editFile(entry.name, value, context);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { error: error.message };
  }
  return entry.setting === null
    ? { error: `${entry.label} has no setting: say it in a comment or in wattlens.toml` }
    : { setting: { key: entry.setting.key, value } };
}

async function editPragma(
  name: string,
  value: FactorValue | null,
  { footprint, read }: FactorContext,
): Promise<EditedFactor> {
  if (footprint === null) return { error: 'there is no model to write a comment over' };
  const factor = footprint.factors.find((one) => one.name === name);
  const said = factor === undefined ? [] : sayingsOf(factor);
  const now = said.find(({ origin }) => origin === 'pragma')?.range;
  const uri = now?.uri ?? footprint.uri;
  const text = await read(uri);
  if (text === null) return { error: `${uri} cannot be read` };
  if (value === null) {
    const edit = now === undefined ? null : removePragmaEntry(text, now.start.line, name);
    return edit === null ? { error: `no comment says ${name}` } : changeOf(uri, text, edit);
  }
  const line = now?.start.line ?? footprint.range.start.line;
  const sign = isScript(uri) ? '//' : '#';
  return changeOf(uri, text, setPragmaEntry(text, line, now?.start.line ?? null, name, value, sign));
}

async function editFile(
  name: string,
  value: FactorValue | null,
  context: FactorContext,
): Promise<EditedFactor> {
  const file = await configTarget(context);
  if (file === null) return { error: 'there is no folder for a wattlens.toml' };
  const text = (await context.read(file.uri)) ?? '';
  const edit =
    value === null ? removeTomlEntry(file.uri, text, name) : setTomlEntry(file.uri, text, name, value);
  return edit === null ? { error: `no file says ${name}` } : changeOf(file.uri, text, edit, file.isNew);
}

function changeOf(
  uri: string,
  text: string,
  { start, end, text: inserted }: TextEdit,
  isNew = false,
): EditedFactor {
  const at = positionsOf(text);
  return { changes: [{ uri, range: { start: at(start), end: at(end) }, text: inserted, isNew }] };
}
