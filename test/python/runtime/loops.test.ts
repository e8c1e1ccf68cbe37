import { expect } from 'chai';
import { run } from '../evaluate.ts';
import { fakeTraining, totals } from './fakeTraining.ts';

function count(code: string): { totals: Record<string, number>; result: string } {
  const done = run(`from fake import *\n${code}`, { libraries: [fakeTraining] });
  const result = done.module.vars.get('result');
  const text = result === undefined ? '' : done.it.repr(result);
  return { totals: totals(done.trace), result: typeof text === 'string' ? text : `<${text.reason}>` };
}

function assumed({ trace }: ReturnType<typeof run>): string[] {
  return trace.events.flatMap((event) => (event.type === 'assume' ? [event.text] : []));
}

describe('training loops', () => {
  it('multiply what repeats instead of running it', () => {
    const { totals: found } = count(`
for epoch in range(90):
    for batch in Loader(5005):
        work('forward')
        step()
    for batch in Loader(391):
        work('eval')
`);
    expect(found).to.deep.equal({ forward: 90 * 5005, step: 90 * 5005, eval: 90 * 391 });
  });

  it('continue a list that gets alike elements each time', () => {
    const { totals: found, result } = count(`
outputs = [0]
for i in range(50):
    step()
    outputs.append('a')
    outputs.append(('b', 2))
result = len(outputs), outputs[:3], outputs[-1]
`);
    expect(found).to.deep.equal({ step: 50 });
    expect(result).to.equal("(101, [0, 'a', ('b', 2)], ('b', 2))");
  });

  it('do not know what a list holds whose elements differ', () => {
    expect(
      count('xs = []\nfor i in range(50):\n    step()\n    xs.append(i % 3)\nresult = len(xs)').result,
    ).to.match(/^<it grows in a loop/);
    expect(
      count('xs = []\nfor i in range(50):\n    step()\n    if i % 2: xs.append(1)\nresult = len(xs)').result,
    ).to.match(/^<it grows in a loop/);
  });

  it('do not know what a set or a dictionary holds whose comprehension trains', () => {
    const set = count('xs = {step() for batch in Loader(50)}\nresult = len(xs)');
    expect(set.totals).to.deep.equal({ step: 50 });
    expect(set.result).to.equal('<what the turns give that were not run>');
    const dict = count('xs = {i: step() for i, batch in enumerate(Loader(50))}\nresult = len(xs)');
    expect(dict.totals).to.deep.equal({ step: 50 });
    expect(dict.result).to.equal('<what the turns give that were not run>');
    expect(count('result = len({i % 7 for i in range(50)}), {i: i for i in range(3)}').result).to.equal(
      '(7, {0: 0, 1: 1, 2: 2})',
    );
  });

  it('take as long for 10^9 iterations as for one', () => {
    const { totals: found } = count('for i in range(10**9):\n    work()\n    step()');
    expect(found).to.deep.equal({ work: 1e9, step: 1e9 });
  });

  it('split at conditions on the loop variable', () => {
    const { totals: found } = count(`
for epoch in range(1, 101):
    step()
    if epoch % 10 == 0:
        work('eval')
    if epoch == 100:
        work('save')
    if epoch > 75:
        work('late')
`);
    expect(found).to.deep.equal({ step: 100, eval: 10, save: 1, late: 25 });
  });

  it('end with an exception as with a break', () => {
    const { totals: found, result } = count(`
class Done(Exception): pass
count = 0
def report():
    global count
    count += 1
    if count >= 100: raise Done(count)
try:
    while True:
        for batch in Loader(10):
            step()
        report()
        work('after')
except Done as done:
    result = count, done.args
`);
    expect(found).to.deep.equal({ step: 1000, after: 99 });
    expect(result).to.equal('(100, (100,))');
    const early = count(
      'try:\n    for i in range(9):\n        step()\n        if i == 2: raise ValueError\nexcept ValueError:\n    result = i',
    );
    expect(early.totals).to.deep.equal({ step: 3 });
    expect(early.result).to.equal('2');
  });

  it('end at a break whose condition counts', () => {
    const { totals: found, result } = count(`
n = 0
while True:
    work()
    step()
    n += 1
    if n >= 5000:
        break
result = n
`);
    expect(found).to.deep.equal({ work: 5000, step: 5000 });
    expect(result).to.equal('5000');
  });

  it('follow a while over a counter, with an evaluation now and then', () => {
    const { totals: found, result } = count(`
iter_num, max_iters = 0, 600000
while iter_num < max_iters:
    if iter_num % 2000 == 0:
        work('eval')
    for micro in range(40):
        work('forward')
    step()
    iter_num += 1
result = iter_num
`);
    expect(found['step']).to.equal(600000);
    expect(found['forward']).to.equal(600000 * 40);
    expect(found['eval']).to.equal(300);
    expect(result).to.equal('600000');
  });

  it('know sums only where they were run or have a closed form', () => {
    const value = (body: string): string => count(`${body}\nresult = n`).result;
    const over = 'for i in range(20000):\n    ';
    expect(value(`n = 0\n${over}n += i % 7`)).to.equal('59997');
    expect(value(`n = i = 0\nwhile i < 20000:\n    n += i % 7\n    i += 1`)).to.equal('59997');
    expect(value(`n = 0\n${over}n += 3`)).to.equal('60000');
    expect(value(`n = 0\n${over}n = i % 7`)).to.equal('0');
    expect(value(`n = 0\n${over}if i % 500 == 0: n += 1`)).to.equal('40');
    const unknown = /it adds up in a loop that was not run to its end/;
    expect(value(`n = 0\n${over}if i % 500 != 0: n += 1`)).to.match(unknown);
    expect(value(`n = 0\n${over}step(); n += i % 7`)).to.match(unknown);
  });

  it('say that they guess where iterations are too rare to be seen', () => {
    const over = (every: string): ReturnType<typeof run> =>
      run(`from fake import *\nn = 0\nfor i in range(10**9):\n    step()\n    if i % ${every} == 0: n += 1`, {
        libraries: [fakeTraining],
      });
    const often = over('1000');
    expect(often.module.vars.get('n')).to.equal(1_000_000);
    expect(assumed(often)).to.deep.equal([]);
    const guess = 'iterations of this loop differ in ways that are not followed';
    expect(assumed(over('5_000_000'))).to.deep.equal([guess]);
  });

  it('end where a number says so that only some iterations change', () => {
    const ended = (body: string, end = 'n == 100'): ReturnType<typeof count> =>
      count(`n = 0\nfor i in range(10**9):\n    work()\n    ${body}\n    if ${end}: break\nresult = (n, i)`);
    const eighth = ended('if i % 8 == 0: step(); n += 1');
    expect(eighth.totals).to.deep.equal({ work: 793, step: 100 });
    expect(eighth.result).to.equal('(100, 792)');
    expect(ended('if i % 2 == 1: step(); n += 1').totals).to.deep.equal({ work: 200, step: 100 });
    const two = ended('if i % 10 == 9: step(); n += 3\n    elif i % 10 == 4: step(); n += 2', 'n >= 100');
    expect(two.totals).to.deep.equal({ work: 200, step: 40 });
    // What is set and not added to ends nothing.
    const set = count(`n = 0
for i in range(3000):
    work()
    if i % 8 == 0:
        step()
        n = 1
    if n == 100: break
result = i`);
    expect(set.result).to.equal('2999');
  });

  it('give counters their closed form inside nested loops', () => {
    const { result } = count(`
seen = 0
for epoch in range(10):
    for i, batch in enumerate(Loader(469)):
        step()
        seen += 128
result = seen
`);
    expect(result).to.equal(String(10 * 469 * 128));
  });

  it('run real loops over different things one by one', () => {
    const { totals: found, result } = count(`
sizes = []
for name in ['a', 'b', 'c', 'a']:
    work(name)
    sizes.append(len(sizes))
result = sizes
`);
    expect(found).to.deep.equal({ a: 2, b: 1, c: 1 });
    expect(result).to.equal('[0, 1, 2, 3]');
  });

  it('do not take the first iterations for all when an index picks the work', () => {
    const { totals: found } = count(`
names = ['a', 'a', 'a', 'a', 'b', 'b']
for i in range(6):
    work(names[i])
`);
    expect(found).to.deep.equal({ a: 4, b: 2 });
  });

  it('say so when nobody knows how often', () => {
    const { totals: found, result } = count(`
total = 0
for x in unknown():
    work()
    total += 1
result = total
`);
    expect(found).to.deep.equal({ work: NaN });
    expect(result).to.match(/^<it changes in a loop: nobody knows/);
  });

  it('leave an endless loop with a reason', () => {
    const done = run('from fake import *\nwhile True:\n    pass\nresult = 1', { libraries: [fakeTraining] });
    expect(done.get('result')).to.equal(1);
    const reasons = done.trace.events.flatMap((e) => (e.type === 'incomplete' ? [e.unknown.reason] : []));
    expect(reasons).to.deep.equal(['this loop has no end that could be determined']);
  });

  it('keep lists that grow while training from being taken at their word', () => {
    const { result } = count(`
losses = []
for epoch in range(90):
    step()
    losses.append(epoch if epoch > 3 else 0)
result = len(losses)
`);
    expect(result).to.match(/^<it grows in a loop/);
  });
});
