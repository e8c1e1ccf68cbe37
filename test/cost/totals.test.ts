import { expect } from 'chai';
import { embodiedCarbonOf } from '../../src/catalog/embodied.ts';
import { deviceHourPrice } from '../../src/catalog/prices.ts';
import { atLeast, known, unknown } from '../../src/cost/amount.ts';
import { SHARP, symmetric, withBand } from '../../src/cost/band.ts';
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
  it('is the share of the working life: 3.4 g for an hour of an A100', () => {
    const made = embodiedCarbonOf('A100-SXM-80');
    if (made === undefined) throw new Error('the A100 is listed');
    const share = embodiedShare(known(withBand(hours(1), SHARP)), 1, made);
    if (share.state !== 'known') throw new Error('it is known');
    expect(share.estimate.value).to.be.closeTo(150_000 / (6 * 8766 * 0.85), 1e-9);
    expect(share.estimate.high).to.be.greaterThan((share.estimate.value * 318) / 150);
    expect(embodiedCarbonOf('T4')).to.equal(undefined);
  });
});
