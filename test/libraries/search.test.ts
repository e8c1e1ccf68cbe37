import { expect } from 'chai';
import { halvingRounds } from '../../src/libraries/sklearn/halving.ts';

/** What scikit-learn 1.7 itself ran: candidates and rows of each round. */
const PLAN = {
  samples: 1000,
  candidates: 18,
  folds: 5,
  factor: 3,
  minResources: 'exhaust',
  maxResources: 1000,
  isAggressive: false,
  smallest: 20,
} as const;

describe('successive halving', () => {
  const of = (change: Partial<Parameters<typeof halvingRounds>[0]>): string =>
    halvingRounds({ ...PLAN, ...change })
      .map(({ candidates, resources }) => `${candidates}/${resources}`)
      .join(' ');

  it('exhausts the rows in its last round', () => {
    expect(of({})).to.equal('18/111 6/333 2/999');
    expect(of({ candidates: 20 })).to.equal('20/111 7/333 3/999');
  });

  it('begins with the fewest rows that are of use', () => {
    expect(
      of({ candidates: 12, folds: 3, factor: 2, minResources: 'smallest', smallest: 12, maxResources: 900 }),
    ).to.equal('12/12 6/24 3/48 2/96');
    expect(of({ candidates: 50, minResources: 'smallest' })).to.equal('50/20 17/60 6/180 2/540');
    expect(of({ candidates: 20, minResources: 'smallest' })).to.equal('20/20 7/60 3/180');
  });

  it('eliminates aggressively', () => {
    const plan = {
      folds: 3,
      factor: 2,
      minResources: 'smallest',
      smallest: 12,
      maxResources: 40,
      isAggressive: true,
    } as const;
    expect(of({ candidates: 12, ...plan })).to.equal('12/12 6/12 3/12 2/24');
  });
});
