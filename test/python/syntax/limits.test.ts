import { expect } from 'chai';
import { MAX_SOURCE_LENGTH } from '../../../src/python/syntax/parser.ts';
import { parse } from './loadParser.ts';

describe('deep nesting', () => {
  const deep: Readonly<Record<string, string>> = {
    'a sum of 10,000 terms': `x = ${Array<string>(10_000).fill('a').join(' + ')}`,
    'a run of ^ and &': `x = ${Array<string>(10_000).fill('a').join(' ^ ')}`,
    'a chain of calls': `x${'.f()'.repeat(10_000)}`,
    brackets: `x = ${'('.repeat(10_000)}${')'.repeat(10_000)}`,
    lists: `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    'not not …': `x = ${'not '.repeat(10_000)}a`,
    lambdas: `x = ${'lambda: '.repeat(5_000)}a`,
    conditionals: `x = ${'a if b else '.repeat(5_000)}c`,
    powers: `x = ${Array<string>(10_000).fill('a').join(' ** ')}`,
    'nested subscripts': `x = ${'a['.repeat(5_000)}0${']'.repeat(5_000)}`,
    patterns: `match x:\n  case ${'['.repeat(2_000)}${']'.repeat(2_000)}: pass`,
  };
  for (const [name, source] of Object.entries(deep)) {
    it(`of ${name} is cut off`, () => {
      const { errors, statements } = parse(source);
      expect(errors.map(({ message }) => message)).to.include('too deeply nested');
      expect(statements).to.have.length(1);
    });
  }

  it('of blocks is cut off', () => {
    const lines = Array.from({ length: 120 }, (_, depth) => `${' '.repeat(depth)}if x:`);
    const { errors } = parse(`${lines.join('\n')}\n${' '.repeat(120)}y\n`);
    expect(errors.map(({ message }) => message)).to.deep.equal(['too many nested blocks']);
  });

  it('of elif is cut off, though not where people write it', () => {
    const chain = (count: number): string => `if a:\n  b\n${'elif c:\n  d\n'.repeat(count)}else:\n  e\n`;
    expect(parse(chain(500)).errors).to.deep.equal([]);
    expect(parse(chain(501)).errors.map(({ message }) => message)).to.deep.equal([
      'more than 500 elif clauses',
    ]);
  });

  it('that is no nesting is not cut off', () => {
    const terms = Array<string>(400).fill('a');
    expect(parse(`x = ${terms.join(' + ')}`).errors).to.deep.equal([]);
    expect(parse(Array<string>(5_000).fill('a').join(' = ')).errors).to.deep.equal([]);
    expect(parse(`x = [${'1, '.repeat(50_000)}]`).errors).to.deep.equal([]);
    expect(parse(`x = (${'"a" '.repeat(5_000)})`).errors).to.deep.equal([]);
  });
});

describe('size', () => {
  it('beyond the limit gives one statement that names it', () => {
    const { errors, statements } = parse('x = 1\n'.repeat(1_000_000));
    expect(statements.map(({ node }) => node.kind)).to.deep.equal(['ErrorStmt']);
    expect(errors).to.have.length(1);
    expect(errors[0]?.message).to.include(String(MAX_SOURCE_LENGTH));
  });

  it('of one statement is bounded too, without loss of the others', () => {
    const { errors, statements } = parse(`x = [${'1, '.repeat(400_000)}]\ny = 2\n`);
    expect(statements.map(({ node }) => node.kind)).to.deep.equal(['ErrorStmt', 'Assign']);
    expect(statements[0]?.node).to.deep.include({ boundNames: ['x'] });
    expect(errors.map(({ message }) => message)).to.deep.equal(['the statement is too long: it is not read']);
  });

  it('in statements is bounded', () => {
    const { errors, statements } = parse('a\n'.repeat(100_002));
    expect(statements).to.have.length(100_001);
    expect(errors.map(({ message }) => message)).to.deep.equal([
      'more than 100000 statements: the rest is not read',
    ]);
  });

  it('of one line is not limited by the stack', () => {
    const statements = 'a;'.repeat(200_000);
    expect(parse(statements).statements).to.have.length(200_000);
    const broken = parse(`if x:\n  b (\n  ${statements}\n`);
    expect(broken.errors).to.have.length(1);
  });

  it('in broken statements is bounded', () => {
    const { errors } = parse('x = (\n'.repeat(3_000));
    expect(errors).to.have.length(2_001);
    expect(errors.at(-1)?.message).to.match(/^more than 2000 statements with syntax errors/);
    const inClass = parse(`class A:\n${'  def f(self):\n    return (\n'.repeat(1_000)}`);
    expect(inClass.errors.at(-1)?.message).to.equal('too many syntax errors: the rest is not read');
  });
});

describe('text that would take the grammar’s scanner too long', () => {
  const cases: Readonly<Record<string, string>> = {
    'unclosed brackets': '('.repeat(300_000),
    quotes: '"'.repeat(300_001),
    'nested f-strings': 'f"{'.repeat(100_000),
    'continued blank lines': `x = ${'\\\n'.repeat(100_000)}1`,
    spaces: `x${' '.repeat(300_000)}y`,
    'closing brackets': `${'('.repeat(100_000)}${']'.repeat(100_000)}`,
    'decorator signs': '@'.repeat(300_000),
  };
  for (const [name, source] of Object.entries(cases)) {
    it(name, () => {
      const { errors, statements } = parse(`${source}\n\ndef f(): pass\n`);
      expect(errors).to.not.be.empty;
      expect(statements).to.not.be.empty;
    });
  }
});
