import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from './loadParser.ts';
import { printModule } from './sexpr.ts';

interface Truth {
  readonly source: string;
  /** As CPython 3.12 parses it. */
  readonly tree: string;
}

function isTruth(value: unknown): value is Truth {
  return typeof value === 'object' && value !== null && 'source' in value && 'tree' in value;
}

const read: unknown = JSON.parse(readFileSync(new URL('truth/trees.json', import.meta.url), 'utf8'));
const truths = Array.isArray(read) ? read.filter(isTruth) : [];

/** CPython's tree has no place of its own for the text that `{x=}` prints. */
function withoutDebugText(tree: string): string {
  return tree.replace(
    / "([^"]*)" \{(\S+) ="([^"]*)"|\{(\S+) ="([^"]*)"/g,
    (_whole, text, name, debug, lone, alone) =>
      typeof name === 'string'
        ? ` "${String(text)}${String(debug)}" {${name}`
        : `"${String(alone)}" {${String(lone)}`,
  );
}

describe('trees as CPython gives them', () => {
  it('has trees to compare with', () => {
    expect(truths.length).to.be.at.least(300);
  });

  for (const { source, tree } of truths) {
    it(source.split('\n', 1)[0] ?? '', () => {
      const module = parse(source);
      expect(module.errors).to.deep.equal([]);
      expect(withoutDebugText(printModule(module))).to.equal(tree);
    });
  }
});
