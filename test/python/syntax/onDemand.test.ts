import { expect } from 'chai';
import fc from 'fast-check';
import type { ParsedModule } from '../../../src/python/syntax/ast.ts';
import { newParser } from './loadParser.ts';
import { isFunction, plain } from './plain.ts';
import { SAMPLE } from './samples.ts';

const URI = 'file:///w/main.py';

async function expectSame(text: string): Promise<{ onDemand: ParsedModule; atOnce: ParsedModule }> {
  const onDemand = (await newParser()).parseOnDemand(URI, text);
  const atOnce = (await newParser()).parse(URI, text);
  expect(plain(onDemand.statements)).to.deep.equal(plain(atOnce.statements));
  expect(onDemand.docstring).to.equal(atOnce.docstring);
  expect(onDemand.pragmas).to.deep.equal(atOnce.pragmas);
  return { onDemand, atOnce };
}

const TEXTS: Readonly<Record<string, string>> = {
  'an ordinary module': SAMPLE,
  'a generator, and what only looks like one': `
def numbers(n):
    """Yields."""
    for i in range(n):
        yield i

def none(n):
    def inner():
        yield 1
    text = 'yield'
    return inner, text
`,
  'functions in branches, decorated and asynchronous': `
if True:
    @wraps(f)
    async def g(
        a, b: int = 3,
    ) -> int:
        x = await a
        y = x
        return y
else:
    def g(a): return a
try:
    def h():
        a = 1
        b = 2
        return a + b   # the end
except E:
    pass
`,
  'strings and brackets over lines that look like code': `
class A:
    def f(self):
        text = """
def g():
    no function
"""
        return [
  text,
        ]
    x = 1

    def g(self):
        if self:

            # a comment
            a = 1

            return a
        # another

# and one more

y = 2
`,
  'tabs, form feeds, carriage returns and a byte order mark':
    '\ufeffdef f():\r\n\ta = 1\r\n\tb = 2\r\n\treturn a\r\n\f\ndef g():\r\n\ta = 1\n\n\n\treturn a',
};

describe('parsing on demand', () => {
  for (const [title, text] of Object.entries(TEXTS)) {
    it(`gives the tree that parsing at once gives: ${title}`, async () => {
      const { atOnce } = await expectSame(text);
      expect(atOnce.errors).to.deep.equal([]);
    });
  }

  it('parses no body before it is looked at', async () => {
    const parser = await newParser();
    const text = 'def f():\n    a = 1\n    b = (2\n    return a\n\nx = 1\n';
    const brokenBody = text.replace('(2', '2 3');
    const module = parser.parseOnDemand(URI, brokenBody);
    expect(module.errors).to.deep.equal([]);
    const [f] = module.statements;
    if (f === undefined || !isFunction(f.node)) throw new Error('f is a function');
    expect(f.node.hasErrors).to.equal(true);
    expect(f.node.body.map(({ kind }) => kind)).to.deep.equal(['Assign', 'ErrorStmt', 'Return']);
  });

  it('recovers in a body as parsing at once does', async () => {
    const { atOnce, onDemand } = await expectSame(
      'class A:\n    def f(self):\n        a = 1\n        if a:\n            b = 2 3\n            c = 4\n        return a\n\n    z = 3\n',
    );
    expect(atOnce.errors).to.have.length(1);
    expect(onDemand.errors).to.deep.equal([]);
  });

  it('parses at once where an error is outside the functions', async () => {
    for (const text of [
      'x = = 2\n\ndef f():\n    a = 1\n    b = 2\n    return a b\n',
      'x = (2\n\ndef f():\n    a = 1\n    b = 2\n    return a\n',
      'def f(a b):\n    a = 1\n    b = 2\n    return a\n',
    ]) {
      const { atOnce, onDemand } = await expectSame(text);
      expect(atOnce.errors).not.to.deep.equal([]);
      expect(onDemand.errors).to.deep.equal(atOnce.errors);
    }
  });

  it('keeps the tree of a text that it has seen, under the name that is asked for', async () => {
    const parser = await newParser();
    const first = parser.parseOnDemand(URI, SAMPLE);
    const second = parser.parseOnDemand('file:///w/other.py', SAMPLE);
    expect(second.uri).to.equal('file:///w/other.py');
    expect(second.statements).to.equal(first.statements);
  });

  it('gives what parsing at once gives for any cut of a module', async () => {
    const lines = SAMPLE.split('\n');
    const parsers = [await newParser(), await newParser()] as const;
    const cut = fc.record({
      from: fc.nat({ max: lines.length }),
      count: fc.nat({ max: 6 }),
    });
    fc.assert(
      fc.property(cut, ({ from, count }) => {
        const text = lines.toSpliced(from, count).join('\n');
        const onDemand = parsers[0].parseOnDemand(URI, text);
        const atOnce = parsers[1].parse(URI, text);
        expect(plain(onDemand.statements)).to.deep.equal(plain(atOnce.statements));
      }),
      { numRuns: 150 },
    );
  });
});
