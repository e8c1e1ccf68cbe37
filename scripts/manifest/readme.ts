/** The table of settings in the README, as the manifest has them. */
import { ENTRIES } from '../../src/config/entryTable.ts';
import type { Manifest } from './settings.ts';

const TABLE = /(\| setting \| meaning \|\n\| --- \| --- \|\n)(?:\|.*\n)*/;

/** Throws where the README has no such table. */
export function readmeWithSettings(readme: string, { contributes }: Manifest): string {
  if (!TABLE.test(readme)) throw new Error('the README has no table of settings');
  const texts = new Map(
    ENTRIES.flatMap(({ setting }) => (setting === null ? [] : [[`wattlens.${setting.key}`, setting.text]])),
  );
  const rows = contributes.configuration
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, { markdownDescription, description }]) => {
      const text = texts.get(name) ?? String(markdownDescription ?? description);
      // A link of the settings editor is one nowhere else.
      return `| \`${name}\` | ${text.replace(/`#([\w.]+)#`/g, '`$1`')} |\n`;
    });
  return readme.replace(TABLE, (_, head: string) => `${head}${rows.join('')}`);
}
