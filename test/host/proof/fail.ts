import { expect } from 'chai';

describe('a run with a failing test', () => {
  it('passes first', () => {
    expect(1 + 1).to.equal(2);
  });
  it('then fails', () => {
    expect(1 + 1).to.equal(3);
  });
});
