import file from './tables.json' with { type: 'json' };
import type { TablesFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

/** A public table as its file holds it. */
export interface PublicTable {
  readonly name: string;
  /** Lines that are not blank, that of the header among them. */
  readonly lines: number;
  readonly width: number;
  /** Names of its header, with what the columns hold; null where only their number is known. */
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[] | null;
  readonly source: string;
}

const { tables } = trusted<TablesFile>(file);

/** The public table that lies at a URL, or at a path whose end names it; undefined where that is none of them. */
export function findPublicTable(path: string): PublicTable | undefined {
  const normal = `/${path.replaceAll('\\', '/')}`;
  const row = tables.find(({ endings }) => endings.some((ending) => normal.endsWith(`/${ending}`)));
  if (row === undefined) return undefined;
  const { name, lines, columns, source } = row;
  const named = typeof columns === 'number' ? null : columns;
  return {
    name,
    lines,
    width: typeof columns === 'number' ? columns : columns.length,
    columns: named?.map(([label, kind]) => ({ name: label, isNumber: kind === 'number' })) ?? null,
    source: citationOf(source),
  };
}
