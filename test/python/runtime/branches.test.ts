import { expect } from 'chai';
import { run } from '../evaluate.ts';
import { fakeTraining, totals } from './fakeTraining.ts';

interface Outcome {
  readonly result: string;
  readonly totals: Record<string, number>;
  readonly assumptions: readonly string[];
}

function outcome(code: string): Outcome {
  const done = run(`from fake import *\n${code}`, { libraries: [fakeTraining] });
  const repr = done.it.repr(done.get('result'));
  return {
    result: typeof repr === 'string' ? repr : `<${repr.reason}>`,
    totals: totals(done.trace),
    assumptions: done.trace.events.flatMap((event) => (event.type === 'assume' ? [event.text] : [])),
  };
}

describe('branches on what is unknown', () => {
  it('join when both sides do the same', () => {
    const found = outcome(`
if unknown():
    result = 3
    work('a')
else:
    result = 3
    work('a')
`);
    // The two calls stand on different lines, but a single one remains whichever side runs.
    expect(found.result).to.equal('3');
    expect(found.totals).to.deep.equal({ a: 1 });
  });

  it('make numbers that differ unknown, with the line of the condition', () => {
    const { result, assumptions } = outcome(
      'x = unknown()\nwidth = 1\nif x:\n    width = 64\nresult = width',
    );
    expect(result).to.equal('<it depends on a condition that is unknown: nobody knows>');
    expect(assumptions).to.deep.equal([]);
  });

  it('join when one side leaves a name of the function unbound', () => {
    const { result, assumptions } = outcome(`
def f(x):
    if x:
        text = 'a warning'
        print(text)
    work('a')
    return 5
result = f(unknown())
`);
    expect(result).to.equal('5');
    expect(assumptions).to.deep.equal([]);
  });

  it('prefer the side that does not raise, without a word', () => {
    const { result, assumptions } = outcome(`
def check(x):
    if x:
        raise ValueError('bad')
    return 5
result = check(unknown())
`);
    expect(result).to.equal('5');
    expect(assumptions).to.deep.equal([]);
  });

  it('take one side and say so when the sides do different work', () => {
    const { totals: found, assumptions } = outcome(`
if unknown():
    work('a')
else:
    work('b')
result = None
`);
    expect(found).to.deep.equal({ a: 1 });
    expect(assumptions).to.have.length(1);
    expect(assumptions[0]).to.match(/taken to be true .*nobody knows/);
  });

  it('prefer the side that goes on over the one that returns early', () => {
    const { totals: found } = outcome(`
def f(x):
    if x:
        return None
    work('rest')
    return 1
result = f(unknown())
`);
    expect(found).to.deep.equal({ rest: 1 });
  });

  it('undo the side that was only tried', () => {
    const { result } = outcome(`
items = [1]
d = {'a': 1}
def f(x):
    if x:
        items.append(2); d['b'] = 2; d.pop('a')
        raise RuntimeError
    items.append(3)
f(unknown())
result = (items, d)
`);
    expect(result).to.equal("([1, 3], {'a': 1})");
  });

  it('do not double the work with every level of nesting', () => {
    const depth = 30;
    const lines = Array.from({ length: depth }, (_, i) => `${'  '.repeat(i)}if unknown():`);
    const done = run(`from fake import *\n${lines.join('\n')}\n${'  '.repeat(depth)}result = 1`, {
      libraries: [fakeTraining],
      limits: { steps: 20_000, depth: 180, objects: 10_000 },
    });
    expect(done.module.vars.get('__name__')).to.equal('main');
  });
});

describe('branches on what there is a reason to expect', () => {
  it('take that side, numbers included, and say so', () => {
    const { result, assumptions } = outcome(`
import os
size = 50304
if os.path.exists('data/meta.pkl'):
    size = 65
kept = 1 if not os.path.exists('x') else 2
result = (size, kept)
`);
    expect(result).to.equal('(50304, 1)');
    expect(assumptions).to.have.length(2);
    expect(assumptions[0]).to.match(/taken to be false .*data\/meta\.pkl exists/);
  });
});
