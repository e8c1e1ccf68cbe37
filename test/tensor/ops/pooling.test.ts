import { expect } from 'chai';
import fc from 'fast-check';
import { adaptivePooling, pooledSize, pooling, unpooling } from '../../../src/tensor/ops/pooling.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { tensor } from './operands.ts';

const options = { kernel: [3, 3], stride: [2, 2], padding: [1, 1], dilation: [1, 1], ceilMode: false };

describe('pooling', () => {
  it('reads each window', () => {
    const result = pooling(tensor([1, 64, 112, 112]), options);
    expect(result.outputs).to.deep.equal([[1, 64, 56, 56]]);
    expect(result.work.elementwise).to.equal(64 * 56 * 56 * 9);
    expect(result.work.macs).to.equal(0);
  });

  it('gives indices of the same shape when asked', () => {
    const result = pooling(tensor([1, 3, 8, 8]), options, true);
    expect(result.outputs).to.deep.equal([
      [1, 3, 4, 4],
      [1, 3, 4, 4],
    ]);
    expect(result.work.bytesWritten).to.equal(3 * 16 * (4 + 8));
  });

  it('drops a last window that would start in the right padding', () => {
    expect(pooledSize(112, 3, 2, 0, 1, true)).to.equal(56);
    expect(pooledSize(5, 2, 2, 1, 1, true)).to.equal(3);
    expect(pooledSize(7, 2, 2, 0, 1, true)).to.equal(4);
    expect(pooledSize(7, 2, 2, 0, 1, false)).to.equal(3);
  });

  it('with ceil_mode has as many windows or one more, each starting inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (size, kernel, stride) => {
          const floor = pooledSize(size, kernel, stride, 0, 1, false);
          const ceil = pooledSize(size, kernel, stride, 0, 1, true);
          expect(ceil - floor).to.be.within(0, 1);
          expect((ceil - 1) * stride).to.be.below(size);
        },
      ),
    );
  });

  it('rejects padding beyond half the kernel, and empty outputs', () => {
    expect(() => pooling(tensor([1, 3, 8, 8]), { ...options, padding: [2, 2] })).to.throw(
      ShapeError,
      'pad should be at most half',
    );
    expect(() => pooling(tensor([1, 3, 2, 2]), { ...options, padding: [0, 0] })).to.throw(
      ShapeError,
      'Output size is too small',
    );
    expect(() => pooling(tensor([8, 8]), options)).to.throw(ShapeError, 'Expected 3D or 4D');
  });

  it("keeps ⌈size / stride⌉ with 'same' padding", () => {
    const same = { ...options, kernel: [3, 2], stride: [2, 2], padding: 'same' as const };
    expect(pooling(tensor([1, 4, 13, 14]), same).outputs).to.deep.equal([[1, 4, 7, 7]]);
  });

  it('pools to a size, keeping axes of None', () => {
    expect(adaptivePooling(tensor([1, 64, 10, 9]), [null, 7]).outputs).to.deep.equal([[1, 64, 10, 7]]);
    expect(adaptivePooling(tensor([64, 1, 1]), [7, 7]).outputs).to.deep.equal([[64, 7, 7]]);
  });

  it('unpools to where it came from', () => {
    const unpooled = unpooling(
      tensor([1, 1, 2, 2]),
      tensor([1, 1, 2, 2], 'int64'),
      {
        kernel: [2, 2],
        stride: [2, 2],
        padding: [0, 0],
      },
      null,
    );
    expect(unpooled.outputs).to.deep.equal([[1, 1, 4, 4]]);
  });
});
