import { expect } from 'chai';
import fc from 'fast-check';
import { IterationClasses, type Outcome } from '../../../src/python/runtime/iterationClasses.ts';
import { combineIndexed } from '../../../src/python/runtime/indexed.ts';
import { formOf, linear, together, withForm, CONSTANT } from '../../../src/python/runtime/iterationForms.ts';
import { Indexed, PyFloat } from '../../../src/python/runtime/values.ts';
import type { IndexedValue, LoopState } from '../../../src/python/runtime/values.ts';

const loop: LoopState = { serial: 1, escaped: false, conditions: [] };
const counter = (offset: number, slope: number): Indexed =>
  new Indexed(
    offset,
    new Map([[loop, withForm((i: number): IndexedValue => offset + slope * i, linear(offset, slope))]]),
  );

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => IndexedValue>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  // As Python does it.
  '%': (a, b) => a - b * Math.floor(a / b),
  '//': (a, b) => Math.floor(a / b),
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const plain = (value: IndexedValue): number => (value instanceof PyFloat ? value.value : Number(value));

function operate(op: string, a: Indexed | number | PyFloat, b: Indexed | number | PyFloat): Indexed {
  const apply = OPERATIONS[op];
  const result = combineIndexed(a, b, (x, y) => apply?.(plain(x), plain(y)), op);
  if (result === undefined) throw new Error(`no ${op}`);
  return result;
}

type Condition = (iteration: number) => boolean;

function conditionOf(value: Indexed): Condition {
  const at = value.by.get(loop);
  if (at === undefined) throw new Error('it does not depend on the loop');
  return withForm((i: number) => plain(at(i)) !== 0, together(formOf(at), CONSTANT));
}

/** Counts by the branches taken; a condition is met only where all before it hold. */
function tally(conditions: readonly Condition[], total: number | null): Record<string, number> {
  const met = (i: number): Condition[] => {
    const failing = conditions.findIndex((condition) => !condition(i));
    return conditions.slice(0, failing < 0 ? conditions.length : failing + 1);
  };
  const classes = new IterationClasses(0, met(0));
  const { counts, end } = classes.tally(0, total, (i): Outcome => {
    classes.add(i, met(i));
    return 'goes on';
  });
  const named = [...counts].map(([cls, count]) => [String(met(cls.example).length), count] as const);
  const sums: Record<string, number> = { end: end ?? -1 };
  for (const [i, [depth, count]] of named.entries()) sums[`${i}: ${depth}`] = count;
  return sums;
}

const without = (conditions: readonly Condition[]): Condition[] =>
  conditions.map((condition) => (i: number) => condition(i));

describe('how conditions depend on the iteration', () => {
  const base = fc.record({
    offset: fc.integer({ min: -50, max: 50 }),
    slope: fc.integer({ min: -7, max: 7 }),
  });
  const modulus = fc.integer({ min: 1, max: 40 });
  const test = fc.constantFrom('<', '>=', '==', '!=');
  const condition = fc
    .record({
      base,
      add: fc.integer({ min: -9, max: 9 }),
      modulus: fc.option(modulus),
      test,
      to: fc.integer({ min: -60, max: 300 }),
      half: fc.boolean(),
    })
    .map(({ base: { offset, slope }, add, modulus: by, test: op, to, half }) => {
      const moved = operate('+', operate('*', counter(offset, slope), 3), add);
      const value = by === null ? moved : operate('%', moved, by);
      const limit = by === null ? to : Math.abs(to) % by;
      return conditionOf(operate(op, value, half ? new PyFloat(limit + 0.5) : limit));
    });

  it('gives the counts that looking at every iteration gives', () => {
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 4000 }),
        (conditions, total) => {
          expect(conditions.map(formOf)).not.to.include(null);
          expect(tally(conditions, total)).to.deep.equal(tally(without(conditions), total));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('needs not look at every iteration, and is exact', () => {
    let asked = 0;
    const step = counter(0, 1);
    const every = conditionOf(operate('==', operate('%', step, 500), 0));
    const form = formOf(every);
    const counted = withForm((i: number) => {
      asked += 1;
      return every(i);
    }, form);
    const late = conditionOf(operate('>=', step, 700_000_001));
    const counts = tally([counted, late], 1_000_000_000);
    // 2,000,000 multiples of 500, of which 599,999 lie beyond the turn
    expect(Object.values(counts).toSorted((a, b) => a - b)).to.deep.equal([
      599_999, 1_400_001, 998_000_000, 1_000_000_000,
    ]);
    expect(asked).to.be.below(20_000);
  });

  it('finds that a loop has no end', () => {
    const never = conditionOf(operate('==', operate('%', counter(0, 2), 4), 1));
    expect(tally([never], null)['end']).to.equal(-1);
  });

  it('says nothing of what it does not know', () => {
    const step = counter(0, 1);
    for (const strange of [
      operate('//', step, 3),
      operate('*', step, step),
      operate('%', 100, step),
      operate('%', step, 1_000_003),
      operate('==', operate('//', step, 3), 1),
    ]) {
      const at = strange.by.get(loop);
      expect(at === undefined ? null : (formOf(at)?.kind ?? null)).to.equal(null);
    }
  });
});
