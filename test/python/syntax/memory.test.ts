import { expect } from 'chai';
import { Parser, Tree, TreeCursor } from 'web-tree-sitter';
import { newParser } from './loadParser.ts';
import { SAMPLE } from './samples.ts';

/** Tells of each result of a method, until the returned function is called. */
function watch(prototype: object, name: string, tell: (result: unknown) => void): () => void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== 'function') throw new Error(`no method ${name}`);
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(original, this, args);
    tell(result);
    return result;
  });
  return () => Reflect.set(prototype, name, original);
}

describe('memory outside the heap', () => {
  const counts = { trees: 0, cursors: 0, parses: 0 };
  let restore: readonly (() => void)[] = [];

  before(() => {
    restore = [
      watch(Parser.prototype, 'parse', (tree) => {
        counts.parses += 1;
        if (tree !== null) counts.trees += 1;
      }),
      watch(Tree.prototype, 'delete', () => (counts.trees -= 1)),
      watch(Tree.prototype, 'walk', () => (counts.cursors += 1)),
      watch(TreeCursor.prototype, 'delete', () => (counts.cursors -= 1)),
    ];
  });

  after(() => restore.forEach((undo) => undo()));

  it('is given back: every tree and cursor is deleted', async () => {
    const parser = await newParser();
    for (let length = 0; length < SAMPLE.length; length += 37) {
      parser.parse('file:///w/a.py', SAMPLE.slice(0, length));
      parser.parse('file:///w/b.py', `${'('.repeat(length)}\n${SAMPLE.slice(length)}`);
    }
    expect(counts.parses).to.be.greaterThan(100);
    expect(counts).to.deep.include({ trees: 0, cursors: 0 });
  });
});
