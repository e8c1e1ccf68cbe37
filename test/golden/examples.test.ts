import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { runCli } from '../../src/cli/program.ts';
import { createAnalyser } from '../../src/footprint/create.ts';
import { reportSchema } from '../../src/footprint/schema.ts';
import { expectGolden } from '../support/golden.ts';
import { summaryOf } from './summary.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLES = path.join(ROOT, 'examples');
const ACCEPTED = path.join(import.meta.dirname, 'examples');

const wasm = (file: string): Uint8Array => readFileSync(path.join(ROOT, 'grammars', file));
const analyser = createAnalyser({
  parserRuntime: wasm('web-tree-sitter.wasm'),
  pythonGrammar: wasm('tree-sitter-python.wasm'),
});

/** What a command prints, run in the examples' folder. */
async function output(...argv: readonly string[]): Promise<string> {
  let text = '';
  const out = (part: string): void => {
    text += part;
  };
  await runCli(argv, { cwd: EXAMPLES, colours: false, out, err: out }, () => analyser);
  return text;
}

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
