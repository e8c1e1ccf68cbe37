import { expect } from 'chai';
import fc from 'fast-check';
import { elementCount } from '../../src/tensor/shape.ts';
import { contiguousStrides, isContiguous, isDense, viewStrides } from '../../src/tensor/strides.ts';

describe('strides', () => {
  it('are row-major for new tensors', () => {
    expect(contiguousStrides([2, 3, 4])).to.deep.equal([12, 4, 1]);
    expect(isContiguous([2, 3, 4], [12, 4, 1])).to.equal(true);
    expect(isContiguous([3, 2, 4], [4, 12, 1])).to.equal(false);
    expect(isContiguous([1, 3], [99, 1])).to.equal(true);
    expect(isDense([3, 2, 4], [4, 12, 1])).to.equal(true);
    expect(isDense([2, 3], [0, 1])).to.equal(false);
  });

  it('allow splitting any axis, and merging those that follow in memory', () => {
    expect(viewStrides([2, 4, 3], [12, 1, 4], [2, 4, 3, 1])).to.deep.equal([12, 1, 4, 4]);
    expect(viewStrides([3, 2, 4], [4, 12, 1], [24])).to.equal(null);
    expect(viewStrides([3, 2, 4], [4, 12, 1], [3, 8])).to.equal(null);
    expect(viewStrides([2, 3, 4], [24, 8, 2], [6, 4])).to.deep.equal([8, 2]);
    expect(viewStrides([], [], [1, 1])).to.deep.equal([1, 1]);
  });

  it('of a contiguous tensor allow every view, which is contiguous', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 5 });
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const target = [
          ...shape.slice(seed % (shape.length + 1)),
          ...shape.slice(0, seed % (shape.length + 1)),
        ];
        const strides = viewStrides(shape, contiguousStrides(shape), target);
        expect(strides).to.not.equal(null);
        expect(isContiguous(target, strides ?? [])).to.equal(true);
        expect(elementCount(target)).to.equal(elementCount(shape));
      }),
    );
  });
});
