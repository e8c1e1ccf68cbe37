import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { reportSchema } from '../../src/footprint/schema.ts';
import { expectGolden } from '../support/golden.ts';
import { EXAMPLES, output } from './cli.ts';
import { summaryOf } from './summary.ts';

const ACCEPTED = path.join(import.meta.dirname, 'examples');

describe('the examples', function () {
  this.timeout(120_000);

  it('estimate.txt: the table of all of them', async () => {
    expectGolden(ACCEPTED, 'estimate.txt', await output('estimate', '.'));
  });

  for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.py'))) {
    const name = file.replace(/\.py$/, '.json');
    it(`${name}: the footprints of ${file} in short`, async () => {
      const report = v.parse(reportSchema, JSON.parse(await output('estimate', file, '--format', 'json')));
      const root = `${pathToFileURL(EXAMPLES).href}/`;
      const short = {
        models: report.models.map((model) => summaryOf(model, root)),
        problems: report.problems.map(({ message, range }) => [message, (range?.start.line ?? 0) + 1]),
      };
      expectGolden(ACCEPTED, name, `${JSON.stringify(short, null, 2)}\n`);
    });
  }
});
