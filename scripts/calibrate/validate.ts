/**
 * Prints how far predictions are from what was measured, on rows that no fit behind them has seen, beside simple
 * baselines:
 *
 *   npm run validate [-- --write]
 *
 * With --write the table in docs/cost-model.md is written anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readFits } from './fitsFile.ts';
import { percent, summaryOf, type Summary } from './summary.ts';
import { validationSets } from './validationRows.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/cost-model.md', import.meta.url));
const [BEGIN, END] = ['<!-- validation:begin -->', '<!-- validation:end -->'];

const BASELINES = ['FLOPs', 'parameters', 'TDP × time', 'best constant'] as const;

export function markdown(summaries: readonly Summary[]): string {
  const head = [
    'set',
    'of',
    'kept apart',
    'rows (of)',
    'median error',
    'bias',
    'log-sigma',
    'rank correlation',
    'in the 90 % band',
    ...BASELINES,
    'bar',
  ];
  const lines = summaries.map((one) => [
    one.set,
    one.quantity,
    one.split,
    `${one.rows} (${one.listed})`,
    percent(one.medianError),
    one.bias.toFixed(2),
    one.logSigma.toFixed(3),
    one.rankCorrelation.toFixed(3),
    percent(one.coverage),
    ...BASELINES.map((name) => {
      const error = one.baselines[name];
      return error === undefined ? '–' : percent(error);
    }),
    one.verdict,
  ]);
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

const table = markdown(validationSets(readFits()).map(summaryOf));
console.log(table);
if (process.argv.includes('--write')) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  writeFileSync(DOCUMENT, `${before ?? ''}${BEGIN}\n\n${table}\n\n${END}${after}`);
}
