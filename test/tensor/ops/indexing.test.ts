import { expect } from 'chai';
import { select, type IndexPart } from '../../../src/tensor/ops/indexing.ts';
import { AxisError, DataDependentShape } from '../../../src/tensor/shape.ts';
import { contiguousStrides } from '../../../src/tensor/strides.ts';

const all: IndexPart = { kind: 'slice', start: null, stop: null, step: 1 };
const int = (value: number): IndexPart => ({ kind: 'int', value });
const array = (...shape: number[]): IndexPart => ({ kind: 'array', shape });
const slice = (start: number | null, stop: number | null, step = 1): IndexPart => ({
  kind: 'slice',
  start,
  stop,
  step,
});
const run = (shape: number[], ...parts: IndexPart[]) => select(shape, contiguousStrides(shape), parts);

describe('indexing', () => {
  it('selects and slices as views', () => {
    expect(run([2, 3, 4], all, int(-1))).to.deep.equal({
      shape: [2, 4],
      view: { strides: [12, 1], offset: 8 },
    });
    expect(run([2, 3, 4], { kind: 'ellipsis' }, slice(1, 3)).shape).to.deep.equal([2, 3, 2]);
    expect(run([2, 3, 4], all, slice(5, null)).shape).to.deep.equal([2, 0, 4]);
    expect(run([1, 5, 7], all, slice(null, null, 2), slice(null, null, 2)).shape).to.deep.equal([1, 3, 4]);
    expect(run([2, 3], all, { kind: 'newaxis' }).shape).to.deep.equal([2, 1, 3]);
  });

  it('puts adjacent arrays where they stand, others in front', () => {
    expect(run([2, 3, 4], all, array(2)).shape).to.deep.equal([2, 2, 4]);
    expect(run([5, 3, 4], array(2), all, array(2)).shape).to.deep.equal([2, 3]);
    expect(run([7, 5, 3], all, array(2), array(6, 1)).shape).to.deep.equal([7, 6, 2]);
    // an int is selected first, so that the arrays are adjacent
    expect(run([7, 5, 3, 2], array(4), int(0), array(4)).shape).to.deep.equal([4, 2]);
    expect(run([5, 3], array(4)).view).to.equal(null);
  });

  it('cannot know what a mask selects, unless its count is known', () => {
    expect(() => run([2, 3], { kind: 'mask', shape: [2, 3], count: null })).to.throw(DataDependentShape);
    expect(run([2, 3, 4], { kind: 'mask', shape: [2, 3], count: 5 }).shape).to.deep.equal([5, 4]);
    expect(() => run([2, 3], { kind: 'mask', shape: [3], count: 2 })).to.throw(
      AxisError,
      'shape of the mask',
    );
  });

  it('rejects what is out of range', () => {
    expect(() => run([2, 3], int(2))).to.throw(
      AxisError,
      'index 2 is out of bounds for dimension 0 with size 2',
    );
    expect(() => run([2], int(0), int(0))).to.throw(AxisError, 'too many indices');
    expect(() => run([], int(0))).to.throw(AxisError, '0-dim');
    expect(() => run([5, 3], array(4), array(3))).to.throw(AxisError, 'shape mismatch');
  });
});
