import { expect } from 'chai';
import type { Place, Stmt } from '../../../src/python/syntax/ast.ts';
import { parse } from './loadParser.ts';
import { plain } from './plain.ts';

function only(source: string): Stmt {
  const [first] = parse(source).statements;
  if (first === undefined) throw new Error('no statement');
  return first.node;
}

function brief({ line, character, endLine, endCharacter }: Place): string {
  return `${line}:${character}-${endLine}:${endCharacter}`;
}

/** Places of all nodes, in the order of a walk through the object. */
function places(tree: unknown): string[] {
  return placesIn(plain(tree));
}

function placesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(placesIn);
  if (typeof node !== 'object' || node === null) return [];
  const own = 'at' in node && isPlace(node.at) ? [brief(node.at)] : [];
  return [
    ...own,
    ...Object.entries(node).flatMap(([key, value]) =>
      key.endsWith('t') && isPlace(value) ? [] : placesIn(value),
    ),
  ];
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'endCharacter' in value;
}

describe('places', () => {
  it('count UTF-16 code units, as editors do', () => {
    expect(places(only('"😀é" + x'))).to.deep.equal(['0:0-0:9', '0:0-0:9', '0:0-0:5', '0:8-0:9']);
    expect(places(only('x = "😀", f"😀{y}"'))).to.deep.equal([
      '0:0-0:18', '0:0-0:1', '0:4-0:18', '0:4-0:8', '0:10-0:18', '0:15-0:16',
    ]); // prettier-ignore
  });

  it('are right where an astral character lies across the parser’s buffers', () => {
    for (let padding = 2545; padding < 2565; padding++) {
      const source = `x = "${'a'.repeat(padding)}${'😀'.repeat(9000)}"; y = z`;
      const last = parse(source).statements.at(-1)?.node;
      expect(last?.kind).to.equal('Assign');
      expect(last && brief(last.at)).to.equal(`0:${padding + 18008}-0:${padding + 18013}`);
    }
  });

  it('are relative to the first line of the top-level statement', () => {
    const module = parse('\n# c\nx = 1\n\n@dec\n# why\nclass A:\n    def f(self):\n        pass\n');
    expect(module.statements.map(({ line }) => line)).to.deep.equal([2, 4]);
    const [, second] = module.statements;
    const node = second?.node;
    if (node?.kind !== 'ClassDef') throw new Error('no class');
    expect(brief(node.at)).to.equal('2:0-4:12');
    expect(brief(node.nameAt)).to.equal('2:6-2:7');
    expect(node.decorators.map(({ at }) => brief(at))).to.deep.equal(['0:1-0:4']);
  });

  it('end blocks before a trailing comment', () => {
    expect(brief(only('def f():\n    return 1  # one\n    # two\n').at)).to.equal('0:0-1:12');
    expect(brief(only('if a:\n    b  # c\nelif d:\n    e  # f\n').at)).to.equal('0:0-3:5');
  });

  it('are the same with CRLF and without a byte order mark', () => {
    const source = 'def f(a,\n      b):\n    return "x" \\\n        + y\n';
    const expected = places(only(source));
    expect(places(only(source.replaceAll('\n', '\r\n')))).to.deep.equal(expected);
    expect(places(only(`\ufeff${source}`))).to.deep.equal(expected);
    expect(expected).to.include('2:11-3:11');
  });

  it('count a tab as one character', () => {
    const node = only('if a:\n\tb = c\n');
    expect(node.kind === 'If' && node.then.map(({ at }) => brief(at))).to.deep.equal(['1:1-1:6']);
  });

  it('of a lone elif reach to the end of the statement', () => {
    const node = only('if a:\n  b\nelif c:\n  d\nelse:\n  e\n');
    expect(node.kind === 'If' && node.otherwise.map(({ at }) => brief(at))).to.deep.equal(['2:0-5:3']);
  });
});

describe('pragmas', () => {
  it('are comments that begin with "wattlens:", wherever they stand', () => {
    const source = [
      '# wattlens: input=(3, 224, 224)',
      'x = 1  # wattlens:batch=8  ',
      's = "# wattlens: no"',
      '"""',
      '# wattlens: no',
      '"""',
      'class A:',
      '    #wattlens: ignore',
      '    x = (1,  # wattlens: inside',
      '    2)',
      '# see wattlens: no',
      'y = (  # wattlens: broken',
    ].join('\n');
    expect(parse(source).pragmas).to.deep.equal([
      { text: 'input=(3, 224, 224)', line: 0 },
      { text: 'batch=8', line: 1 },
      { text: 'ignore', line: 7 },
      { text: 'inside', line: 8 },
      { text: 'broken', line: 11 },
    ]);
  });
});
