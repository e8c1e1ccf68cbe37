import { expect } from 'chai';
import fc from 'fast-check';
import {
  checkSections,
  chunkSizes,
  concatenated,
  evenSizes,
  sizesAtIndices,
  splitSizes,
  stacked,
} from '../../../src/tensor/ops/joining.ts';
import { AxisError, ShapeError } from '../../../src/tensor/shape.ts';

describe('joining', () => {
  it('adds up the joined axis', () => {
    expect(
      concatenated(
        [
          [2, 3, 4],
          [2, 5, 4],
        ],
        1,
      ),
    ).to.deep.equal([2, 8, 4]);
    expect(concatenated([[0], [2, 3]], 0)).to.deep.equal([2, 3]);
    expect(
      stacked(
        [
          [2, 3],
          [2, 3],
        ],
        -1,
      ),
    ).to.deep.equal([2, 3, 2]);
  });

  it('rejects what differs elsewhere', () => {
    expect(() =>
      concatenated(
        [
          [2, 3],
          [4, 3],
        ],
        1,
      ),
    ).to.throw(ShapeError, 'Expected size 2 but got size 4');
    expect(() =>
      concatenated(
        [
          [2, 3],
          [2, 3],
        ],
        2,
      ),
    ).to.throw(AxisError);
    expect(() => concatenated([], 0)).to.throw(ShapeError, 'non-empty');
    expect(() =>
      stacked(
        [
          [2, 3],
          [2, 4],
        ],
        0,
      ),
    ).to.throw(ShapeError, 'equal size');
  });

  it('cuts into pieces that add up', () => {
    expect(splitSizes(10, 4)).to.deep.equal([4, 4, 2]);
    expect(chunkSizes(4, 3)).to.deep.equal([2, 2]);
    expect(evenSizes(7, 3)).to.deep.equal([3, 2, 2]);
    expect(sizesAtIndices(7, [2, 5])).to.deep.equal([2, 3, 2]);
    expect(() => checkSections(10, [1, 2])).to.throw(ShapeError, 'sum exactly to 10');
    const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 9 }), (extent, n) => {
        expect(sum(splitSizes(extent, n))).to.equal(extent);
        expect(sum(chunkSizes(extent, n))).to.equal(extent);
        expect(sum(evenSizes(extent, n))).to.equal(extent);
        expect(chunkSizes(extent, n).length).to.be.at.most(n);
      }),
    );
  });
});
