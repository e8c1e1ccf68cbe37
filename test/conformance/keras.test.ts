import { expect } from 'chai';
import { skip } from '../support/skip.ts';
import { judge } from './judge.ts';
import { SUITES } from './suites.ts';

describe('keras.applications 3.12.4, unmodified, against Keras', function () {
  this.timeout(120_000);
  let cases: ReturnType<(typeof SUITES)[number]['open']> = [];
  before(function () {
    const suite = SUITES.find(({ name }) => name.startsWith('keras.applications'));
    try {
      cases = suite?.open() ?? [];
    } catch (error) {
      skip(this, `the keras package could not be fetched: ${String(error)}`);
    }
  });

  it("has every model's parameters, MACs and layer shapes exactly", () => {
    expect(cases.length).to.equal(40);
    const inexact = cases
      .map(({ truth, question }) => judge(truth, question))
      .filter(({ grade }) => grade !== 'exact');
    expect(inexact).to.deep.equal([]);
  });
});
