/** The language itself: every snippet prints what Node prints. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { expect } from 'chai';
import ts from 'typescript';
import { print } from './evaluate.ts';

const FOLDER = path.join(import.meta.dirname, 'snippets');

/** As `showValue` prints it. */
function show(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, show).join(', ')}]`;
  if (typeof value === 'symbol') return 'symbol';
  if (typeof value === 'object') {
    const members = Object.entries(value).map(([key, member]) => `${key}: ${show(member)}`);
    return `{${members.sort().join(', ')}}`;
  }
  return `<${typeof value}>`;
}

/** What Node prints, and then the message of what it raises, if it does. */
async function printedByNode(code: string): Promise<string[]> {
  const printed: string[] = [];
  const out = (...values: unknown[]): void => {
    printed.push(values.map(show).join(' '));
  };
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None },
  });
  const wrapped = `(async () => { 'use strict'; ${outputText.replace('"use strict";', '')} })()`;
  await vm.runInNewContext(wrapped, { out, setTimeout }, { timeout: 2000 });
  return printed;
}

interface Snippet {
  readonly name: string;
  readonly code: string;
}

function snippetsIn(file: string): Snippet[] {
  return readFileSync(path.join(FOLDER, file), 'utf8')
    .split(/^\/\/ --- /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      return { name: section.slice(0, end), code: section.slice(end + 1) };
    });
}

for (const file of readdirSync(FOLDER)) {
  describe(`JavaScript: ${path.basename(file, '.txt')}`, () => {
    for (const { name, code } of snippetsIn(file)) {
      it(name, async () => {
        const expected = await printedByNode(code);
        expect(expected, 'the snippet prints nothing').to.not.be.empty;
        expect(print(code)).to.deep.equal(expected);
      });
    }
  });
}
