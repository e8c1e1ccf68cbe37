import { expect } from 'chai';
import fc from 'fast-check';
import { atLeast, known, missingPart, scale, sum, unknown, type Amount } from '../../src/cost/amount.ts';
import { combineBands, spanning, symmetric, timesFactor, withBand } from '../../src/cost/band.ts';
import {
  carbon,
  development,
  electricityPrice,
  facilityEnergy,
  lifeCycleEnergy,
} from '../../src/cost/lifeCycle.ts';
import { joules, kilowattHours, usDollarsPerKilowattHour } from '../../src/units/quantity.ts';
import type { Joules, Quantity } from '../../src/units/quantity.ts';

const sharp = (value: number) => ({ value, low: value, high: value });
const site = (pue: number, intensity = 500) => ({ pue: sharp(pue), intensity: sharp(intensity) });
const band = (value: number, factor = 2): Amount<Joules> => known(withBand(joules(value), symmetric(factor)));

function valueOf(amount: Amount<Quantity<string>>): number {
  return amount.state === 'known' ? amount.estimate.value : NaN;
}

describe('bands', () => {
  it('combine as roots of sums of squares in log space, each side by itself', () => {
    const { down, up } = combineBands([
      { down: 2, up: 3 },
      { down: 4, up: 1 },
    ]);
    expect(down).to.be.closeTo(Math.exp(Math.hypot(Math.log(2), Math.log(4))), 1e-12);
    expect(up).to.be.closeTo(3, 1e-12);
  });

  it('span the alternatives', () => {
    expect(spanning(10, [5, 40])).to.deep.equal({ down: 2, up: 4 });
    expect(spanning(10, [20])).to.deep.equal({ down: 1, up: 2 });
    expect(spanning(10, [])).to.deep.equal({ down: 1, up: 1 });
  });

  it('stay as they are when scaled by what is known', () => {
    const estimate = withBand(joules(3), { down: 1.7, up: 2.9 });
    const doubled = timesFactor(estimate, sharp(2));
    const once = timesFactor(estimate, sharp(1));
    expect(doubled.value).to.equal(2 * once.value);
    expect(doubled.low).to.equal(2 * once.low);
    expect(doubled.high).to.equal(2 * once.high);
  });

  it('hold their value, whatever is combined', () => {
    const factor = fc.double({ min: 1, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.record({ down: factor, up: factor })), (bands) => {
        const { down, up } = combineBands(bands);
        expect(down).to.be.at.least(1);
        expect(up).to.be.at.least(1);
        for (const one of bands) expect(down * (1 + 1e-9)).to.be.at.least(one.down);
      }),
    );
  });
});

describe('amounts', () => {
  it('become lower bounds when a part is missing, and stay unknown when all are', () => {
    expect(sum([band(4), unknown<Joules>('why')])).to.deep.equal(atLeast(joules(2), 'why'));
    expect(sum([unknown<Joules>('a'), unknown<Joules>('b')])).to.deep.equal(unknown('a; b'));
    expect(missingPart(band(4), 'why')).to.deep.equal(atLeast(joules(2), 'why'));
  });

  it('never turn from unknown to a number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (by) => {
        expect(scale(unknown<Joules>('why'), by)).to.deep.equal(unknown('why'));
      }),
    );
  });
});

describe('the life cycle', () => {
  it('applies the PUE to value and ends', () => {
    expect(facilityEnergy(band(10), site(1.58))).to.deep.equal(band(15.8));
  });

  it('emits what the region emits: 1 kWh at 500 g/kWh', () => {
    const emitted = carbon(known(withBand(kilowattHours(1), symmetric(1))), site(1));
    expect(valueOf(emitted)).to.be.closeTo(500, 1e-9);
  });

  it('costs 0.12 USD a kWh', () => {
    const price = electricityPrice(
      known(withBand(kilowattHours(10), symmetric(1))),
      usDollarsPerKilowattHour(0.12),
    );
    expect(valueOf(price)).to.be.closeTo(1.2, 1e-12);
  });

  it('is CT + T + e · I, without T where the search has it', () => {
    expect(valueOf(lifeCycleEnergy(development(band(100), band(10), false), band(1), 5))).to.equal(115);
    expect(valueOf(lifeCycleEnergy(development(band(100), band(10), true), band(1), 5))).to.equal(105);
    expect(valueOf(lifeCycleEnergy(development<Joules>(null, band(10), false), band(1), 5))).to.equal(15);
  });

  it('is unknown while the inferences are, and a lower bound without a training', () => {
    expect(lifeCycleEnergy(band(10), band(1), null).state).to.equal('unknown');
    expect(lifeCycleEnergy<Joules>(null, band(1), 4)).to.deep.equal(
      atLeast(joules(2), 'no training was found'),
    );
  });
});
