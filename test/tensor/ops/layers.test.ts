import { expect } from 'chai';
import { scaledDotProductAttention } from '../../../src/tensor/ops/attention.ts';
import { rangeLength } from '../../../src/tensor/ops/creation.ts';
import { elementwise } from '../../../src/tensor/ops/elementwise.ts';
import { embedding, embeddingBag } from '../../../src/tensor/ops/embedding.ts';
import {
  gridSample,
  interpolation,
  scaledSizes,
  supportsMode,
} from '../../../src/tensor/ops/interpolation.ts';
import { groupNormGroups, layerNormGroups, normalisation } from '../../../src/tensor/ops/normalisation.ts';
import { gather, topk } from '../../../src/tensor/ops/ordering.ts';
import { padded } from '../../../src/tensor/ops/padding.ts';
import { folded, pixelShuffled, pixelUnshuffled, unfolded } from '../../../src/tensor/ops/rearrange.ts';
import { recurrent, recurrentCell } from '../../../src/tensor/ops/recurrent.ts';
import { reduction } from '../../../src/tensor/ops/reduction.ts';
import { softmax } from '../../../src/tensor/ops/softmax.ts';
import { AxisError, ShapeError } from '../../../src/tensor/shape.ts';
import { tensor } from './operands.ts';

describe('attention', () => {
  it('counts both products over the full L × S', () => {
    const result = scaledDotProductAttention(
      tensor([2, 8, 10, 16]),
      tensor([2, 8, 7, 16]),
      tensor([2, 8, 7, 32]),
      null,
    );
    expect(result.outputs).to.deep.equal([[2, 8, 10, 32]]);
    expect(result.work.macs).to.equal(2 * 8 * 10 * 7 * (16 + 32));
  });

  it('shares keys and values between the query heads of a group', () => {
    const [q, k] = [tensor([2, 8, 10, 16]), tensor([2, 2, 10, 16])];
    expect(scaledDotProductAttention(q, k, k, null, true).work.macs).to.equal(2 * 8 * 100 * 32);
    expect(() => scaledDotProductAttention(q, k, k, null)).to.throw(ShapeError);
  });
});

describe('recurrent layers', () => {
  const lstm = {
    cell: 'lstm',
    inputSize: 10,
    hiddenSize: 20,
    layers: 1,
    bidirectional: false,
    batchFirst: false,
    projection: 0,
    bias: true,
  } as const;

  it('sum up gates over steps, layers and directions', () => {
    const one = recurrent(tensor([5, 3, 10]), [], lstm);
    expect(one.outputs).to.deep.equal([
      [5, 3, 20],
      [1, 3, 20],
      [1, 3, 20],
    ]);
    expect(one.work.macs).to.equal(5 * 3 * 4 * 20 * (10 + 20));
    const deep = recurrent(tensor([3, 5, 10]), [], {
      ...lstm,
      layers: 2,
      bidirectional: true,
      batchFirst: true,
    });
    expect(deep.outputs[0]).to.deep.equal([3, 5, 40]);
    expect(deep.work.macs).to.equal(5 * 3 * 2 * (80 * 30 + 80 * 60));
  });

  it('project the hidden state of an LSTM', () => {
    const result = recurrent(tensor([5, 3, 10]), [], { ...lstm, projection: 8 });
    expect(result.outputs).to.deep.equal([
      [5, 3, 8],
      [1, 3, 8],
      [1, 3, 20],
    ]);
    expect(result.work.macs).to.equal(5 * 3 * (80 * 18 + 20 * 8));
  });

  it('take one step as a cell', () => {
    expect(recurrentCell(tensor([3, 10]), [], 'gru', 10, 20).work.macs).to.equal(3 * 60 * 30);
    expect(() => recurrentCell(tensor([3, 11]), [], 'gru', 10, 20)).to.throw(ShapeError, 'input_size');
  });
});

describe('layers without products', () => {
  it('embedding moves rows and computes nothing', () => {
    const result = embedding(tensor([2, 10], 'int64'), tensor([1000, 64]));
    expect(result.outputs).to.deep.equal([[2, 10, 64]]);
    expect(result.work).to.include({
      macs: 0,
      elementwise: 0,
      bytesRead: 20 * 8 + 20 * 64 * 4,
      bytesWritten: 20 * 64 * 4,
    });
    expect(embeddingBag(tensor([2, 5], 'int64'), tensor([100, 8]), null).outputs).to.deep.equal([[2, 8]]);
  });

  it('normalisation computes statistics only where it must', () => {
    const x = tensor([2, 16, 8, 8]);
    expect(normalisation(x, { parameters: [], groups: 0 }).work.elementwise).to.equal(2 * 2048);
    expect(normalisation(x, { parameters: [], groups: 16 }).work).to.include({
      elementwise: 6 * 2048,
      transcendental: 32,
    });
    expect(layerNormGroups([2, 5, 16], [16])).to.equal(10);
    expect(groupNormGroups([2, 16, 8], 4)).to.equal(8);
    expect(() => layerNormGroups([2, 15], [16])).to.throw(ShapeError, 'normalized_shape=[16]');
    expect(() => groupNormGroups([2, 16], 3)).to.throw(ShapeError, 'divisible');
  });

  it('softmax and elementwise work are kept apart from products', () => {
    expect(softmax(tensor([2, 3]), 1).work).to.include({ macs: 0, elementwise: 18, transcendental: 12 });
    expect(() => softmax(tensor([2, 3]), 2)).to.throw(AxisError);
    expect(elementwise('add', [tensor([2, 1, 3]), tensor([4, 1])]).outputs).to.deep.equal([[2, 4, 3]]);
    expect(elementwise('gelu', [tensor([5])])).to.deep.include({ kind: 'activation' });
    expect(() => elementwise('add', [tensor([2, 3]), tensor([2, 4])])).to.throw(ShapeError);
  });

  it('reductions drop or keep axes', () => {
    const x = tensor([2, 3, 4]);
    const sum = (axes: number[] | null, keepdim: boolean) =>
      reduction(x, { axes, keepdim, dtype: 'float32' }).outputs[0];
    expect(sum(null, false)).to.deep.equal([]);
    expect(sum([-1], true)).to.deep.equal([2, 3, 1]);
    expect(sum([0, 2], false)).to.deep.equal([3]);
    expect(() => sum([3], false)).to.throw(AxisError);
    expect(() => sum([1, 1], false)).to.throw(ShapeError, 'multiple times');
  });

  it('padding works from the last axis on', () => {
    expect(padded([1, 3, 4, 5], [1, 2, 0, 3], 'constant')).to.deep.equal([1, 3, 7, 8]);
    expect(padded([1, 3, 4, 5], [-1, -1], 'constant')).to.deep.equal([1, 3, 4, 3]);
    expect(() => padded([1, 3, 4, 5], [4, 4, 4, 4], 'reflect')).to.throw(
      ShapeError,
      'Padding size should be less',
    );
    expect(() => padded([3], [1, 1, 1], 'constant')).to.throw(ShapeError, 'divisible by 2');
  });

  it('interpolation scales down to whole sizes', () => {
    expect(scaledSizes([5, 5], [1.5])).to.deep.equal([7, 7]);
    expect(interpolation(tensor([1, 3, 4, 5]), [8, 10], 'bilinear').work.elementwise).to.equal(3 * 80 * 8);
    expect(supportsMode('bilinear', 1)).to.equal(false);
    expect(gridSample(tensor([1, 3, 4, 5]), tensor([1, 7, 8, 2])).outputs).to.deep.equal([[1, 3, 7, 8]]);
  });

  it('blocks and pixel shuffles', () => {
    const block = { kernel: [3, 3], dilation: [1, 1], padding: [1, 1], stride: [2, 2] };
    expect(unfolded([2, 4, 8, 8], block)).to.deep.equal([2, 36, 16]);
    expect(folded([2, 36, 16], [8, 8], block)).to.deep.equal([2, 4, 8, 8]);
    expect(pixelShuffled([1, 9, 4, 4], 3)).to.deep.equal([1, 1, 12, 12]);
    expect(pixelUnshuffled([1, 1, 12, 12], 3)).to.deep.equal([1, 9, 4, 4]);
    expect(() => pixelShuffled([1, 8, 4, 4], 3)).to.throw(ShapeError, 'divisible');
  });

  it('ordering and creation', () => {
    expect(topk(tensor([3, 5]), 2, -1).outputs).to.deep.equal([
      [3, 2],
      [3, 2],
    ]);
    expect(() => topk(tensor([3, 5]), 6, -1)).to.throw(ShapeError, 'out of range');
    expect(gather(tensor([3, 5]), 1, tensor([3, 2], 'int64')).outputs).to.deep.equal([[3, 2]]);
    expect(() => gather(tensor([3, 5]), 1, tensor([2], 'int64'))).to.throw(
      ShapeError,
      'same number of dimensions',
    );
    expect(rangeLength(0, 1, 0.1)).to.equal(10);
    expect(rangeLength(10, 0, -3)).to.equal(4);
    expect(() => rangeLength(10, 0, 1)).to.throw(ShapeError);
  });
});
