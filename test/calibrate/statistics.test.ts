import { expect } from 'chai';
import { rowsOfCsv } from '../../scripts/calibrate/csv.ts';
import {
  conformal,
  logSigma,
  medianError,
  quantile,
  quantileOfClusters,
  rankCorrelation,
} from '../../scripts/calibrate/statistics.ts';

describe('calibrate/statistics', () => {
  it('interpolates quantiles', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).to.equal(2.5);
    expect(quantile([0, 10], 0.9)).to.be.closeTo(9, 1e-12);
    expect(quantile([], 0.5)).to.be.NaN;
  });

  it('takes more of few values than of many to hold a share of new ones', () => {
    const up = (length: number): number[] => Array.from({ length }, (_, i) => (i + 1) / length);
    expect(conformal(up(9), 0.9)).to.equal(1);
    expect(conformal(up(1000), 0.9)).to.be.closeTo(0.9, 0.002);
  });

  it('counts clusters alike, however many values they have', () => {
    const many = Array.from({ length: 99 }, () => 1);
    expect(quantileOfClusters([many, [3]], 0.3)).to.equal(1);
    expect(quantileOfClusters([many, [3]], 0.6)).to.equal(3);
    const twenty = Array.from({ length: 20 }, (_, i) => [i, i]);
    expect(quantileOfClusters(twenty, 0.9)).to.equal(18);
  });

  it('measures errors of ratios, and bias in the scatter', () => {
    expect(medianError([Math.log(1.1), Math.log(0.8), Math.log(1.3)])).to.be.closeTo(0.2, 1e-12);
    expect(logSigma([0.5, 0.5, 0.5])).to.be.closeTo(0.5, 1e-12);
  });

  it('correlates ranks: ±1 for what is monotone, whatever its shape; ties share a rank', () => {
    const x = [1, 2, 3, 4, 5];
    expect(rankCorrelation(x, x.map(Math.exp))).to.be.closeTo(1, 1e-12);
    expect(rankCorrelation(x, [5, 4, 3, 2, 1])).to.be.closeTo(-1, 1e-12);
    expect(rankCorrelation([1, 1, 2], [1, 1, 2])).to.be.closeTo(1, 1e-12);
  });
});

describe('calibrate/csv', () => {
  it('reads quoted fields with commas and quotes', () => {
    const [row] = rowsOfCsv('a,b,c\n"[1, 2]",,"say ""so"""\n');
    expect(row).to.deep.equal({ a: '[1, 2]', b: '', c: 'say "so"' });
  });
});
