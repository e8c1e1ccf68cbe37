import { expect } from 'chai';
import fc from 'fast-check';
import { IterationClasses } from '../../../src/python/runtime/iterationClasses.ts';
import type { IterationClass, Outcome } from '../../../src/python/runtime/iterationClasses.ts';
import { run } from '../evaluate.ts';
import { fakeTraining, totals } from './fakeTraining.ts';

type Condition = (iteration: number) => boolean;

/** A body of nested branches: the conditions that an iteration meets, and what it does in the end. */
type Program = (iteration: number) => { readonly met: Condition[]; readonly does: string };

/** How often everything is done, by the classes of iterations; `end` breaks the loop. */
function counted(program: Program, total: number | null, end = Infinity): Record<string, number> {
  const first = program(0);
  const classes = new IterationClasses(0, first.met);
  const does = new Map<IterationClass, string>([[classes.base, first.does]]);
  const { counts } = classes.tally(1, total, (iteration): Outcome => {
    const { met, does: what } = program(iteration);
    does.set(classes.add(iteration, met), what);
    return iteration >= end ? 'ends with it' : 'goes on';
  });
  const sums: Record<string, number> = { [first.does]: 1 };
  for (const [cls, count] of counts) {
    const what = does.get(cls) ?? '?';
    sums[what] = (sums[what] ?? 0) + count;
  }
  return sums;
}

/** The same, iteration by iteration. */
function walked(program: Program, total: number): Record<string, number> {
  const sums: Record<string, number> = {};
  for (let i = 0; i < total; i++) {
    const { does } = program(i);
    sums[does] = (sums[does] ?? 0) + 1;
  }
  return sums;
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map(
    (period): Condition =>
      (i) =>
        i % period === 0,
  ),
  fc.integer({ min: 0, max: 300 }).map(
    (limit): Condition =>
      (i) =>
        i >= limit,
  ),
  fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }).map(
    (list): Condition =>
      (i) =>
        list.includes(i),
  ),
);

/** A tree of branches, two deep. */
const program: fc.Arbitrary<Program> = fc
  .tuple(condition, condition, condition)
  .map(([outer, whenTrue, whenFalse]): Program => (i) => {
    const inner = outer(i) ? whenTrue : whenFalse;
    return { met: [outer, inner], does: `${String(outer(i))}/${String(inner(i))}` };
  });

describe('classes of iterations', () => {
  it('count nested branches as running them would', () => {
    fc.assert(
      fc.property(program, fc.integer({ min: 1, max: 400 }), (nested, total) => {
        expect(counted(nested, total)).to.deep.equal(walked(nested, total));
      }),
    );
  });

  it('count what they did not look at one by one', () => {
    const threshold: Program = (i) => ({ met: [(j) => j >= 7e8], does: i >= 7e8 ? 'late' : 'early' });
    expect(counted(threshold, 1e9)).to.deep.equal({ early: 7e8, late: 3e8 });
    const periodic: Program = (i) => ({ met: [(j) => j % 4 === 0], does: i % 4 === 0 ? 'eval' : 'train' });
    const { eval: evaluations = 0, train = 0 } = counted(periodic, 1e9);
    expect(evaluations + train).to.equal(1e9);
    expect(evaluations).to.be.closeTo(2.5e8, 10);
  });

  it('take what they did not look at to be as the latest they did', () => {
    const warmup: Program = (i) => ({ met: [(j) => j < 10], does: i < 10 ? 'warm' : 'train' });
    expect(counted(warmup, 1e9)).to.deep.equal({ warm: 10, train: 1e9 - 10 });
  });

  it('say that this is a guess', () => {
    const isCrude = (condition: Condition, total: number): boolean => {
      const classes = new IterationClasses(0, [condition]);
      return classes.tally(1, total, (i) => (classes.add(i, [condition]), 'goes on')).isCrude;
    };
    expect(isCrude((i) => i % 4 === 0, 1000)).to.equal(false);
    expect(isCrude((i) => i % 4 === 0, 1e9)).to.equal(true);
  });

  it('find the end of a loop without a known number of iterations', () => {
    const endless: Program = () => ({ met: [(j) => j >= 5e6], does: 'step' });
    expect(counted(endless, null, 5e6)).to.deep.equal({ step: 5e6 + 1 });
  });

  it('say when there is none', () => {
    const classes = new IterationClasses(0, [(i) => i % 2 === 0]);
    expect(classes.tally(1, null, () => 'goes on').end).to.equal(null);
    expect(new IterationClasses(0, []).tally(1, null, () => 'goes on').end).to.equal(null);
  });
});

/** Totals of a loop over 100 epochs with this body. */
function loop(...body: string[]): Record<string, number> {
  const code = [
    'from fake import *',
    'for epoch in range(100):',
    '    step()',
    ...body.map((line) => `    ${line}`),
  ];
  return totals(run(code.join('\n'), { libraries: [fakeTraining] }).trace);
}

describe('training loops with branches inside branches', () => {
  for (const [name, body, work] of [
    ['nested ifs', ['if epoch >= 50:', '    if epoch < 60:', '        work()'], 10],
    ['and', ['if epoch > 20 and epoch % 10 == 0: work()'], 7],
    ['or', ['if epoch % 10 == 0 or epoch == 99: work()'], 11],
    ['chained comparison', ['if 50 <= epoch < 60: work()'], 10],
    ['a list of epochs', ['if epoch in [30, 60, 90]: work()'], 3],
    ['a set of epochs', ['if epoch + 1 in {30, 100}: work()'], 2],
    ['a range of epochs', ['if epoch not in range(5, 100): work()'], 5],
    ['continue', ['if epoch < 90: continue', 'if epoch % 2: continue', 'work()'], 5],
    ['elif', ['if epoch < 10: pass', 'elif epoch < 30: work()', 'elif epoch == 31: work()'], 21],
  ] as const) {
    it(`are counted: ${name}`, () => {
      expect(loop(...body)).to.deep.equal({ step: 100, work });
    });
  }

  it('end where a nested break ends them', () => {
    expect(loop('if epoch > 10:', '    work()', '    if epoch % 7 == 0: break')).to.deep.equal({
      step: 15,
      work: 4,
    });
  });

  it('end in the middle of a loop inside', () => {
    const code = [
      'from fake import *',
      'done = 0',
      'for epoch in range(1000):',
      '    for batch in Loader(20):',
      '        if done >= 333: break',
      '        step()',
      '        done += 1',
      '    else:',
      '        continue',
      '    break',
    ];
    expect(totals(run(code.join('\n'), { libraries: [fakeTraining] }).trace)).to.deep.equal({ step: 333 });
  });

  it('are counted over lists and generators too', () => {
    const code = [
      'from fake import *',
      'def batches():',
      '    for batch in Loader(8):',
      '        step()',
      '        yield batch',
      'for batch in batches(): work("generated")',
      'for batch in list(Loader(30)): step(); work("listed")',
    ];
    const counts = totals(run(code.join('\n'), { libraries: [fakeTraining] }).trace);
    expect(counts).to.deep.equal({ step: 38, generated: 8, listed: 30 });
  });

  it('say when the number of the iteration is used in ways that cannot be followed', () => {
    const code =
      'from fake import *\nrates = [1, 2]\nfor i in range(100):\n    step()\n    r = rates[i > 50]';
    const { trace } = run(code, { libraries: [fakeTraining] });
    expect(trace.events.filter((event) => event.type === 'assume')).to.have.length(1);
  });
});
