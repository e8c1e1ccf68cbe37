import { expect } from 'chai';
import fc from 'fast-check';
import type { ParsedModule, Stmt } from '../../../src/python/syntax/ast.ts';
import { RecentTrees } from '../../../src/python/syntax/recentTrees.ts';
import { newParser } from './loadParser.ts';
import { plain } from './plain.ts';
import { SAMPLE } from './samples.ts';

const URI = 'file:///w/main.py';

function nodes(module: ParsedModule): Stmt[] {
  return module.statements.map(({ node }) => node);
}

describe('reuse of statements', () => {
  it('keeps the nodes of all statements but the edited one', async () => {
    const parser = await newParser();
    const before = parser.parse(URI, SAMPLE);
    const after = parser.parse(URI, SAMPLE.replace('i % 2 == 0', 'i % 2 == 1'));
    const changed = nodes(after).filter((node, index) => node !== nodes(before)[index]);
    expect(changed.map((node) => node.kind === 'ClassDef' && node.name)).to.deep.equal(['Net']);
  });

  it('keeps nodes that only move, and tells their new lines', async () => {
    const parser = await newParser();
    const before = parser.parse(URI, SAMPLE);
    const after = parser.parse(URI, `# a comment\n\n${SAMPLE}`);
    expect(nodes(after)).to.have.length(before.statements.length);
    for (const [index, node] of nodes(after).entries()) expect(node).to.equal(nodes(before)[index]);
    expect(after.statements.map(({ line }) => line - 2)).to.deep.equal(
      before.statements.map(({ line }) => line),
    );
  });

  it('keeps the nodes around a broken statement', async () => {
    const parser = await newParser();
    const before = parser.parse(URI, SAMPLE);
    const after = parser.parse(URI, SAMPLE.replace('x.view(-1, 3)', 'x.view((-1, 3)'));
    const changed = nodes(after).filter((node, index) => node !== nodes(before)[index]);
    expect(after.errors).to.have.length(1);
    expect(changed.map((node) => node.kind === 'ClassDef' && node.name)).to.deep.equal(['Net']);
  });

  it('has the nodes of an edited statement again when the edit is undone', async () => {
    const parser = await newParser();
    const before = parser.parse(URI, SAMPLE);
    for (let n = 0; n < 5; n++) parser.parse(URI, SAMPLE.replace('i % 2 == 0', `i % 2 == ${n + 1}`));
    const after = parser.parse(URI, SAMPLE);
    for (const [index, node] of nodes(after).entries()) expect(node).to.equal(nodes(before)[index]);
  });

  it('keeps the nodes of one file while another is edited', async () => {
    const parser = await newParser();
    const one = parser.parse('file:///a.py', SAMPLE);
    for (let n = 0; n < 400; n++) parser.parse('file:///b.py', `${SAMPLE}\nx = ${n}\n${' '.repeat(n)}`);
    expect(nodes(parser.parse('file:///a.py', SAMPLE))).to.deep.equal(nodes(one));
    expect(nodes(parser.parse('file:///a.py', SAMPLE))[0]).to.equal(nodes(one)[0]);
  });
});

describe('trees that are kept', () => {
  /** A parse of a file of one statement; whether its tree was kept. */
  const parsed = (trees: RecentTrees, uri: string, text: string): boolean =>
    trees.through(uri, text.length, (store) => {
      const known = store.get(text) !== undefined;
      if (!known) store.set(text, { statements: [], problems: [], isBroken: false });
      return known;
    });

  it('are those of the files that were parsed last, and of a few statements that were replaced', () => {
    const trees = new RecentTrees(10, 4);
    expect([parsed(trees, 'a', 'aaaa'), parsed(trees, 'b', 'bbbb')]).to.deep.equal([false, false]);
    expect([parsed(trees, 'a', 'aaaa'), parsed(trees, 'c', 'cccc')]).to.deep.equal([true, false]);
    // b is the one that goes
    expect([parsed(trees, 'a', 'aaaa'), parsed(trees, 'b', 'bbbb')]).to.deep.equal([true, false]);
    expect([parsed(trees, 'b', 'b1'), parsed(trees, 'b', 'bbbb')]).to.deep.equal([false, true]);
    expect([parsed(trees, 'b', 'b2'), parsed(trees, 'b', 'b3')]).to.deep.equal([false, false]);
    expect(parsed(trees, 'b', 'bbbb')).to.equal(false);
  });

  it('are those of the last file, however long it is', () => {
    const trees = new RecentTrees(10, 4);
    expect([parsed(trees, 'a', 'a'.repeat(20)), parsed(trees, 'a', 'a'.repeat(20))]).to.deep.equal([
      false,
      true,
    ]);
  });
});

/** A replacement in a text, at a fraction of its length. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.constantFrom(
    '',
    '(',
    ')',
    '[',
    ']',
    '{',
    "'",
    '"""',
    '\n',
    '    ',
    ':',
    'x',
    'def f():',
    '😀',
    '\\',
    '#',
    '*',
    ' = ',
  ),
});

function applyEdit(
  text: string,
  { at, remove, insert }: { at: number; remove: number; insert: string },
): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

describe('parsing', () => {
  it('gives what a new parser gives, whatever was parsed before', async () => {
    const used = await newParser();
    used.parse(URI, SAMPLE);
    const fresh = await Promise.all(Array.from({ length: 60 }, newParser));
    let text = SAMPLE;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        text = edits.reduce(applyEdit, text.length < SAMPLE.length / 2 ? SAMPLE : text);
        const expected = fresh.pop()?.parse(URI, text);
        expect(used.parse(URI, text)).to.deep.equal(expected);
      }),
      { numRuns: 60, seed: 1, endOnFailure: true },
    );
  });

  it('ends, without throwing, on code with cuts and swapped lines', async () => {
    const parser = await newParser();
    const lines = SAMPLE.split('\n');
    const line = fc.nat(lines.length - 1);
    const swaps = fc.array(fc.tuple(line, line), { maxLength: 10 });
    fc.assert(
      fc.property(swaps, fc.array(edit, { maxLength: 6 }), (pairs, edits) => {
        const mixed = [...lines];
        for (const [a, b] of pairs) [mixed[a], mixed[b]] = [mixed[b] ?? '', mixed[a] ?? ''];
        checkModule(parser.parse(URI, edits.reduce(applyEdit, mixed.join('\n'))));
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('ends, without throwing, on any text', async () => {
    const parser = await newParser();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) =>
        checkModule(parser.parse(URI, text)),
      ),
      { numRuns: 300, seed: 3 },
    );
  });
});

/** Statements are in order, and whatever did not parse is among the errors. */
function checkModule(module: ParsedModule): void {
  const lines = module.statements.map(({ line }) => line);
  expect(lines).to.deep.equal(lines.toSorted((a, b) => a - b));
  const found = JSON.stringify(plain(module.statements), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  ).match(/"kind":"(?:ErrorStmt|ErrorExpr)"/g);
  const count = found?.length ?? 0;
  // One that lies within another is reported too.
  expect(count).to.be.at.most(module.errors.length);
  expect(count === 0).to.equal(module.errors.length === 0);
}
