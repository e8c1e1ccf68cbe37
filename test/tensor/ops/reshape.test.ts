import { expect } from 'chai';
import fc from 'fast-check';
import {
  diagonalShape,
  expanded,
  flattened,
  inOrder,
  insertionAxis,
  movedOrder,
  permutedOrder,
  repeated,
  reshaped,
  squeezedAxes,
  transposedOrder,
  unflattened,
  windowed,
} from '../../../src/tensor/ops/reshape.ts';
import { AxisError, elementCount, ShapeError } from '../../../src/tensor/shape.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });

describe('reshape', () => {
  it('fills in one -1', () => {
    expect(reshaped([2, 3, 4], [2, -1])).to.deep.equal([2, 12]);
    expect(reshaped([4, 16, 5, 5], [-1, 400])).to.deep.equal([4, 400]);
    expect(reshaped([1, 1], [])).to.deep.equal([]);
  });

  it('rejects other counts of elements', () => {
    expect(() => reshaped([2, 3, 4], [5, -1])).to.throw(
      ShapeError,
      "shape '[5, -1]' is invalid for input of size 24",
    );
    expect(() => reshaped([2, 3, 4], [-1, -1])).to.throw(ShapeError, 'only one dimension can be inferred');
    expect(() => reshaped([2, 3, 4], [2, 3])).to.throw(ShapeError, 'invalid for input of size 24');
    expect(() => reshaped([0, 2], [0, -1])).to.throw(ShapeError, 'ambiguous');
  });

  it('keeps the number of elements', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, pick) => {
        const target: number[] = [...shape].reverse();
        target[pick % target.length] = -1;
        expect(elementCount(reshaped(shape, target))).to.equal(elementCount(shape));
        const start = pick % shape.length;
        expect(elementCount(flattened(shape, start, -1))).to.equal(elementCount(shape));
      }),
    );
  });

  it('flattens and unflattens', () => {
    expect(flattened([2, 3, 4, 5], 1, 2)).to.deep.equal([2, 12, 5]);
    expect(flattened([], 0, -1)).to.deep.equal([1]);
    expect(unflattened([4, 6, 5], 1, [2, -1])).to.deep.equal([4, 2, 3, 5]);
    expect(() => flattened([2, 3], 1, 0)).to.throw(ShapeError, 'start_dim cannot come after end_dim');
  });
});

describe('axis orders', () => {
  it('transposes and permutes', () => {
    expect(transposedOrder(4, -2, -1)).to.deep.equal([0, 1, 3, 2]);
    expect(inOrder(['a', 'b', 'c'], permutedOrder(3, [2, 0, -2]))).to.deep.equal(['c', 'a', 'b']);
    expect(movedOrder(4, [1], [-1])).to.deep.equal([0, 2, 3, 1]);
    expect(() => permutedOrder(3, [0, 0, 1])).to.throw(ShapeError, 'duplicate');
    expect(() => transposedOrder(3, 0, 3)).to.throw(AxisError, 'Dimension out of range');
  });

  it('a permutation is undone by its inverse', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const order = shape.map((_, axis) => (axis + seed) % shape.length);
        const back = order.map((_, axis) => order.indexOf(axis));
        expect(inOrder(inOrder(shape, permutedOrder(shape.length, order)), back)).to.deep.equal(shape);
      }),
    );
  });

  it('squeezes and unsqueezes', () => {
    expect(squeezedAxes([1, 3, 1, 4], null)).to.deep.equal([1, 3]);
    expect(squeezedAxes([1, 3, 1, 4], [0, 1])).to.deep.equal([1, 2, 3]);
    expect(insertionAxis(2, -1)).to.equal(2);
    expect(() => insertionAxis(2, 4)).to.throw(AxisError, '[-3, 2]');
  });

  it('expands axes of size one', () => {
    expect(expanded([2, 1, 3], [4, -1, 7, -1])).to.deep.equal([4, 2, 7, 3]);
    expect(() => expanded([2, 3], [4, 3])).to.throw(ShapeError, 'must match the existing size (2)');
    expect(() => expanded([2, 3], [-1, 2, 3])).to.throw(ShapeError, 'leading, non-existing dimension');
    expect(repeated([2, 3], [4, 1, 2])).to.deep.equal([4, 2, 6]);
    expect(() => repeated([2, 3], [2])).to.throw(ShapeError);
  });

  it('takes diagonals and windows', () => {
    expect(diagonalShape([3, 4, 5], 1, 0, 1)).to.deep.equal([5, 3]);
    expect(windowed([2, 10], 1, 3, 2)).to.deep.equal([2, 4, 3]);
    expect(() => windowed([2, 10], 1, 11, 1)).to.throw(ShapeError, 'maximum size');
  });
});
