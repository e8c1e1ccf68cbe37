import { expect } from 'chai';
import fc from 'fast-check';
import { convolution, transposedConvolution } from '../../../src/tensor/ops/convolution.ts';
import { ShapeError } from '../../../src/tensor/shape.ts';
import { tensor } from './operands.ts';

const plain = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 };

describe('convolution', () => {
  it('computes the stem of a residual network', () => {
    const result = convolution(tensor([1, 3, 224, 224]), tensor([64, 3, 7, 7]), null, {
      ...plain,
      stride: [2, 2],
      padding: [3, 3],
    });
    expect(result.outputs).to.deep.equal([[1, 64, 112, 112]]);
    expect(result.work.macs).to.equal(64 * 112 * 112 * 3 * 49);
    expect(result.work.elementwise).to.equal(0);
    expect(result.work.bytesRead).to.equal(4 * (3 * 224 * 224 + 64 * 3 * 49));
    expect(result.work.bytesWritten).to.equal(4 * 64 * 112 * 112);
    expect(result.kind).to.equal('conv');
  });

  it('adds a bias once per output element', () => {
    const result = convolution(tensor([2, 3, 8, 8]), tensor([4, 3, 3, 3]), tensor([4]), plain);
    expect(result.work.elementwise).to.equal(2 * 4 * 6 * 6);
  });

  it('tells depthwise from grouped and counts only the channels of a group', () => {
    const depthwise = convolution(tensor([1, 32, 14, 14]), tensor([32, 1, 3, 3]), null, {
      ...plain,
      groups: 32,
    });
    expect(depthwise.kind).to.equal('depthwise');
    expect(depthwise.work.macs).to.equal(32 * 12 * 12 * 9);
    const grouped = convolution(tensor([1, 32, 14, 14]), tensor([64, 8, 3, 3]), null, {
      ...plain,
      groups: 4,
    });
    expect(grouped.kind).to.equal('grouped-conv');
    expect(grouped.work.macs).to.equal(64 * 12 * 12 * 8 * 9);
  });

  it('takes unbatched input', () => {
    expect(convolution(tensor([3, 10, 10]), tensor([8, 3, 3, 3]), null, plain).outputs).to.deep.equal([
      [8, 8, 8],
    ]);
  });

  it("keeps ⌈size / stride⌉ with padding 'same'", () => {
    const result = convolution(tensor([1, 8, 20, 21]), tensor([16, 8, 4, 4]), null, {
      ...plain,
      padding: 'same',
      stride: [2, 2],
    });
    expect(result.outputs).to.deep.equal([[1, 16, 10, 11]]);
  });

  it('rejects what does not fit, in the words of PyTorch', () => {
    const weight = tensor([8, 3, 3, 3]);
    const conv = (shape: number[]) => () => convolution(tensor(shape), weight, null, plain);
    expect(conv([1, 4, 10, 10])).to.throw(
      ShapeError,
      'expected input[1, 4, 10, 10] to have 3 channels, but got 4',
    );
    expect(conv([1, 3, 2, 2])).to.throw(ShapeError, "Kernel size can't be greater");
    expect(conv([3, 10])).to.throw(ShapeError, 'Expected 3D (unbatched) or 4D (batched)');
    expect(() => convolution(tensor([1, 3, 9, 9]), weight, tensor([7]), plain)).to.throw(ShapeError, 'bias');
    expect(() =>
      convolution(tensor([1, 4, 9, 9]), tensor([3, 2, 3, 3]), null, { ...plain, groups: 2 }),
    ).to.throw(ShapeError, 'divisible');
  });

  it('is linear in the batch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 3, max: 40 }), (batch, size) => {
        const one = convolution(tensor([1, 4, size, size]), tensor([6, 4, 3, 3]), null, plain);
        const many = convolution(tensor([batch, 4, size, size]), tensor([6, 4, 3, 3]), null, plain);
        expect(many.work.macs).to.equal(batch * one.work.macs);
        expect(many.work.bytesWritten).to.equal(batch * one.work.bytesWritten);
      }),
    );
  });

  it('does as many MACs transposed as forward, from output back to input', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 4, max: 30 }),
        (kernel, stride, size) => {
          const options = { stride: [stride], padding: [0], dilation: [1], groups: 1 };
          const forward = convolution(tensor([2, 3, size]), tensor([5, 3, kernel]), null, options);
          const shape = forward.outputs[0] ?? [];
          const back = transposedConvolution(tensor(shape), tensor([5, 3, kernel]), null, {
            ...options,
            outputPadding: [0],
          });
          expect(back.work.macs).to.equal(forward.work.macs);
          expect(back.outputs[0]?.[2] ?? 0).to.be.at.most(size);
        },
      ),
    );
  });
});

describe('transposed convolution', () => {
  const options = { stride: [2, 2], padding: [1, 1], outputPadding: [1, 1], dilation: [1, 1], groups: 1 };

  it('counts input positions, not output ones', () => {
    const result = transposedConvolution(
      tensor([1, 16, 12, 12]),
      tensor([16, 8, 3, 3]),
      tensor([8]),
      options,
    );
    expect(result.outputs).to.deep.equal([[1, 8, 24, 24]]);
    expect(result.work.macs).to.equal(16 * 12 * 12 * 8 * 9);
    expect(result.kind).to.equal('transposed-conv');
  });

  it('rejects an output padding as large as the stride', () => {
    expect(() =>
      transposedConvolution(tensor([1, 16, 12, 12]), tensor([16, 8, 3, 3]), null, {
        ...options,
        outputPadding: [2, 2],
      }),
    ).to.throw(ShapeError, 'output padding must be smaller than either stride or dilation');
  });
  it('takes a result size that is given', () => {
    const result = transposedConvolution(tensor([1, 4, 10, 12]), tensor([4, 8, 3, 3]), null, {
      ...options,
      outputSize: [20, 24],
    });
    expect(result.outputs).to.deep.equal([[1, 8, 20, 24]]);
    expect(result.work.macs).to.equal(4 * 10 * 12 * 8 * 9);
  });
});
