/** What can be written at a place of a pragma or a TOML file. */
import { listDevices } from '../catalog/devices.ts';
import { listGrids } from '../catalog/grids.ts';
import { significant } from '../units/format.ts';
import type { Entry } from './entry.ts';
import { findEntry } from './entries.ts';
import { ENTRIES } from './entryTable.ts';
import { nameOf, wattlensTable } from './configFile.ts';
import { pragmaEntries } from './pragma.ts';

export interface Completion {
  readonly label: string;
  /** What takes the place of what was typed of it. */
  readonly insert: string;
  readonly detail: string;
  readonly kind: 'key' | 'value';
}

export interface Completions {
  readonly items: readonly Completion[];
  /** Characters before the cursor that an item takes the place of. */
  readonly typed: number;
}

const NOTHING: Completions = { items: [], typed: 0 };
const PRAGMA = /(?:#|\/\/)\s*wattlens:\s*(.*)$/;

/** @param before the line up to the cursor */
export function pragmaCompletions(before: string): Completions {
  const body = PRAGMA.exec(before)?.[1];
  if (body === undefined) return NOTHING;
  const open = /([\w-]+)=("?)([^\s"]*)$/.exec(body);
  if (open !== null) {
    const [, name = '', quote = '', typed = ''] = open;
    const items = valuesOf(name, (value) => (quote === '' && /[\s,]/.test(value) ? `"${value}"` : value));
    return { items, typed: typed.length };
  }
  const typed = /[\w-]*$/.exec(body)?.[0] ?? '';
  const said = new Set(pragmaEntries(body).map(({ text }) => text.split('=', 1)[0] ?? ''));
  const items = ENTRIES.filter(({ name }) => name === typed || !said.has(name)).map((entry) =>
    keyOf(entry, entry.name, `${entry.name}=`),
  );
  return { items, typed: typed.length };
}

/** @param before the text of the file up to the cursor */
export function tomlCompletions(uri: string, before: string): Completions {
  const lines = before.split(/\r?\n/);
  const line = lines.pop() ?? '';
  const header = lines.findLast((one) => /^\s*\[[^[]/.test(one));
  const path = (/^\s*\[\s*([^\]]*?)\s*\]/.exec(header ?? '')?.[1] ?? '')
    .split('.')
    .map((key) => key.trim().replace(/^["']|["']$/g, ''))
    .filter((key) => key !== '');
  const table = wattlensTable(uri);
  if (/^\s*#/.test(line) || !table.every((key, i) => path[i] === key)) return NOTHING;
  const group = path.slice(table.length);
  const open = /^\s*["']?([\w-]+)["']?\s*=\s*(["']?)([^"']*)$/.exec(line);
  if (open !== null) {
    const [, key = '', quote = '', typed = ''] = open;
    const literal = (value: string): string =>
      quote !== '' || /^(?:true|false)$/.test(value) ? value : JSON.stringify(value);
    return { items: valuesOf(nameOf([...group, key]), literal), typed: typed.length };
  }
  const typed = /^\s*([\w-]*)$/.exec(line)?.[1];
  if (typed === undefined) return NOTHING;
  const items = ENTRIES.flatMap((entry) => {
    const [prefix = ''] = group;
    const inGroup = entry.setting?.key.startsWith(`${prefix}.`) === true;
    const short = entry.name.startsWith(`${prefix}-`) ? entry.name.slice(prefix.length + 1) : entry.name;
    const belongs = group.length === 0 || (group.length === 1 && (inGroup || short !== entry.name));
    if (!belongs || nameOf([...group, short]) !== entry.name) return [];
    return [keyOf(entry, short, `${short} = `)];
  });
  return { items, typed: typed.length };
}

function keyOf({ label, help, value }: Entry, name: string, insert: string): Completion {
  const example = 'units' in value ? `, for instance ${value.units.example}` : '';
  return { label: name, insert, detail: `${label}: ${help}${example}`, kind: 'key' };
}

/** Nothing to choose from: a number is typed. */
function valuesOf(name: string, written: (value: string) => string): Completion[] {
  const kind = findEntry(name)?.value;
  const item = (value: string, detail: string): Completion => ({
    label: value,
    insert: written(value),
    detail,
    kind: 'value',
  });
  switch (kind?.kind) {
    case 'name':
      return kind.of === 'device'
        ? listDevices().map(({ id, name: full, tdp }) => item(id, `${full}, ${significant(tdp)} W`))
        : listGrids().map(({ code, name: full, intensity }) =>
            item(code, `${full}, ${significant(intensity)} gCO2eq/kWh`),
          );
    case 'choice':
      return kind.values.map(({ value, help }) => item(value, help));
    case 'switch':
      return [item('true', 'on'), item('false', 'off')];
    default:
      return [];
  }
}
