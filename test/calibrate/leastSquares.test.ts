import { expect } from 'chai';
import { fit, type Parameter } from '../../scripts/calibrate/leastSquares.ts';

const wide = (name: string, initial: number, rest: Partial<Parameter> = {}): Parameter => ({
  name,
  initial,
  spread: 5,
  ...rest,
});

/** y = a · x + b, measured exactly but for the rows named. */
function line(a: number, b: number, wrong: Readonly<Record<number, number>> = {}) {
  const rows = Array.from({ length: 40 }, (_, i) => ({ x: i + 1, y: (a * (i + 1) + b) * (wrong[i] ?? 1) }));
  return (values: readonly number[]) => {
    const [slope = NaN, offset = NaN] = values;
    return rows.map(({ x, y }) => Math.log((slope * x + offset) / y));
  };
}

describe('calibrate/leastSquares', () => {
  const parameters = [wide('a', 1), wide('b', 1)];

  it('finds the parameters that measured values were made of', () => {
    const [a = NaN, b = NaN] = fit({ parameters, residuals: line(3, 20) });
    expect(a).to.be.closeTo(3, 0.01);
    expect(b).to.be.closeTo(20, 0.1);
  });

  it('is hardly moved by some values that are wrong by a factor of ten', () => {
    const [a = NaN, b = NaN] = fit({ parameters, residuals: line(3, 20, { 3: 10, 17: 0.1, 30: 10 }) });
    expect(a).to.be.closeTo(3, 0.2);
    expect(b).to.be.closeTo(20, 2);
  });

  it('stays within bounds, and near a prior where nothing is measured', () => {
    const bounded = [wide('a', 1, { max: 2 }), wide('b', 1), wide('unused', 7, { spread: 0.5 })];
    const [a = NaN, , unused] = fit({ parameters: bounded, residuals: line(3, 20) });
    expect(a).to.be.at.most(2);
    expect(unused).to.be.closeTo(7, 1e-9);
  });

  it('gives the same bytes twice', () => {
    const once = () => JSON.stringify(fit({ parameters, residuals: line(0.3, 5, { 2: 3 }) }));
    expect(once()).to.equal(once());
  });
});
