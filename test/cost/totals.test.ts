import { expect } from 'chai';
import { EMBODIED_LIFETIME, embodiedCarbonOf } from '../../src/catalog/embodied.ts';
import { deviceHourPrice } from '../../src/catalog/prices.ts';
import { atLeast, known, unknown } from '../../src/cost/amount.ts';
import { SHARP, symmetric, withBand, type RangedFactor } from '../../src/cost/band.ts';
import { breakEven } from '../../src/cost/breakEven.ts';
import { embodiedShare } from '../../src/cost/embodied.ts';
import { rentOf } from '../../src/cost/rent.ts';
import { timeBasedEnergy } from '../../src/cost/timeBased.ts';
import { inferences, joules, seconds, watts } from '../../src/units/quantity.ts';

const sharp = (value: number) => known(withBand(joules(value), SHARP));
const hours = (count: number) => seconds(count * 3600);

describe('the break-even', () => {
  it('is (CT + T) / I, its band that of two independent errors', () => {
    const at = breakEven(known(withBand(joules(1000), symmetric(2))), sharp(4));
    expect(at).to.deep.equal(known(withBand(inferences(250), symmetric(2))));
    const both = breakEven(
      known(withBand(joules(1000), symmetric(2))),
      known(withBand(joules(4), symmetric(2))),
    );
    const factor = Math.exp(Math.hypot(Math.log(2), Math.log(2)));
    if (both.state !== 'known') throw new Error('it is known');
    expect(both.estimate.high).to.be.closeTo(250 * factor, 1e-9);
  });

  it('is unknown while either side is, or is but a bound', () => {
    expect(breakEven(null, sharp(1)).state).to.equal('unknown');
    expect(breakEven(sharp(1), unknown('why'))).to.deep.equal(unknown('why'));
    expect(breakEven(atLeast(joules(1), 'more'), sharp(1))).to.deep.equal(unknown('more'));
    expect(breakEven(sharp(1), sharp(0)).state).to.equal('unknown');
  });
});

describe('the rent of devices', () => {
  it('is hours · devices · price, from preemptible to on demand', () => {
    const price = deviceHourPrice('V100-SXM2-16');
    if (price === undefined) throw new Error('the V100 has a price');
    const rent = rentOf(known(withBand(hours(79.2), SHARP)), 64, price);
    if (rent.state !== 'known') throw new Error('it is known');
    expect(rent.estimate.low).to.be.closeTo(64 * 79.2 * 0.74, 1e-6);
    expect(rent.estimate.value).to.equal(rent.estimate.high);
    expect(rent.estimate.high).to.be.closeTo(64 * 79.2 * 2.48, 1e-6);
  });
});

describe('the time-based formula', () => {
  it('is t · (p_c + p_r + g · p_g): 8 GPUs of 150 W, 200 W and 16 W for 12 hours', () => {
    const drawn = { cpu: watts(200), dram: watts(16), gpu: watts(150), gpus: 8 };
    expect(timeBasedEnergy(hours(12), drawn)).to.equal(1416 * 12 * 3600);
  });
});

describe('embodied carbon', () => {
  const exactly = (value: number): RangedFactor => ({ value, low: value, high: value });
  const made = embodiedCarbonOf('A100-SXM-80');
  if (made === undefined) throw new Error('the A100 is listed');
  const { years, low, high, utilisation } = EMBODIED_LIFETIME;
  const making = {
    kilograms: { value: made.kilograms, low: made.low, high: made.high },
    years: { value: years, low, high },
    utilisation,
  };
  const hour = known(withBand(hours(1), SHARP));

  it('is the share of the working life: 3.4 g for an hour of an A100', () => {
    const share = embodiedShare(hour, 1, making);
    if (share.state !== 'known') throw new Error('it is known');
    expect(share.estimate.value).to.be.closeTo(150_000 / (6 * 8766 * 0.85), 1e-9);
    expect(share.estimate.low).to.be.closeTo((share.estimate.value * 114) / 150, 1e-9);
    expect(share.estimate.high).to.be.above((share.estimate.value * 6) / 3);
  });

  it('is linear in devices and time, and in the inverse of years and utilisation', () => {
    const grams = (devices: number, parts: Partial<typeof making>): number => {
      const share = embodiedShare(hour, devices, { ...making, ...parts });
      return share.state === 'known' ? share.estimate.value : NaN;
    };
    const one = grams(1, {});
    expect(grams(8, {})).to.be.closeTo(8 * one, 1e-9);
    expect(grams(1, { years: exactly(3) })).to.be.closeTo(2 * one, 1e-9);
    expect(grams(1, { utilisation: 0.425 })).to.be.closeTo(2 * one, 1e-9);
    expect(grams(1, { kilograms: exactly(300) })).to.be.closeTo(2 * one, 1e-9);
  });

  it('is known only where a publication tells', () => {
    expect(embodiedCarbonOf('A40')).to.equal(undefined);
    expect(embodiedCarbonOf('TPU-v4')).to.equal(undefined);
    expect(embodiedCarbonOf('H100-SXM')?.kilograms).to.equal(164);
    expect(embodiedCarbonOf('L4')?.source).to.match(/ADEME/);
  });
});
