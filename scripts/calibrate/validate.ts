/**
 * Prints how far predictions are from what was measured, on rows that no fit behind them has seen, beside simple
 * baselines:
 *
 *   npm run validate [-- --write] [--data FOLDER]
 *
 * With --write the tables in docs/cost-model.md are written anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { takeFolder } from './dataFiles.ts';
import { readFits } from './fitsFile.ts';
import { classesTable, frameworksTable, kindsTable, noiseTable, validationTable } from './report.ts';
import { noises } from './noise.ts';
import { summaryOf } from './summary.ts';
import { validationSets } from './validationRows.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/cost-model.md', import.meta.url));

const words = takeFolder(process.argv.slice(2));
const table = validationTable(validationSets(readFits()).map(summaryOf));
console.log(table);
const noise = noiseTable(noises());
console.log(noise);
if (words.includes('--write')) {
  const tables = {
    ...{ validation: table, noise, kinds: kindsTable() },
    ...{ classes: classesTable(), frameworks: frameworksTable() },
  };
  const text = Object.entries(tables).reduce(
    (document, [name, content]) => between(document, name, content),
    readFileSync(DOCUMENT, 'utf8'),
  );
  writeFileSync(DOCUMENT, text);
}

/** The text with what stands between the marks of this name replaced. */
function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the document has no ${begin} … ${end}`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}
