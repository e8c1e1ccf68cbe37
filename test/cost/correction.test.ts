import { expect } from 'chai';
import fc from 'fast-check';
import { correctionOf } from '../../src/cost/correction.ts';

describe('the correction by measured runs', () => {
  it('is the geometric mean of the ratios, models counting alike however often they ran', () => {
    const correction = correctionOf([
      { key: 'a', ratio: 2 },
      { key: 'a', ratio: 2 },
      { key: 'a', ratio: 2 },
      { key: 'b', ratio: 0.5 },
    ]);
    expect(correction?.factor).to.be.closeTo(1, 1e-12);
  });

  it('predicts the next model with Student’s t: ratios of 1, e and e² give e · exp(2.92 · √(1 + 1/3))', () => {
    const correction = correctionOf([1, Math.E, Math.E ** 2].map((ratio, i) => ({ key: `${i}`, ratio })));
    expect(correction?.factor).to.be.closeTo(Math.E, 1e-12);
    expect(correction?.spread).to.be.closeTo(Math.exp(2.92 * Math.sqrt(4 / 3)), 1e-9);
  });

  it('tells no scatter by one model, and nothing by none', () => {
    expect(correctionOf([{ key: 'a', ratio: 3 }])?.spread).to.equal(null);
    expect(correctionOf([])).to.equal(null);
  });

  it('takes back what the estimate was off by, whatever that was', () => {
    const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(positive, fc.array(positive, { minLength: 2, maxLength: 8 }), (by, ratios) => {
        const of = (factor: number) =>
          correctionOf(ratios.map((ratio, i) => ({ key: `${i}`, ratio: ratio * factor })));
        const [plain, scaled] = [of(1), of(by)];
        if (plain === null || scaled === null) throw new Error('there are ratios');
        expect(scaled.factor / plain.factor / by).to.be.closeTo(1, 1e-9);
        expect((scaled.spread ?? 0) / (plain.spread ?? 1)).to.be.closeTo(1, 1e-6);
      }),
    );
  });
});
