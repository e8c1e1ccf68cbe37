import { expect } from 'chai';
import { backwardOf, inWidth, withoutFusedAttention } from '../../scripts/calibrate/kernels.ts';
import { convLaunch, denseLaunch } from '../../scripts/calibrate/layerKernels.ts';
import { kernelOf, rowsOf } from '../../scripts/features/kernelRows.ts';
import { backwardKernels } from '../../src/cost/backward.ts';
import { forwardKernels, merged } from '../../src/cost/kernel.ts';
import { bytes, macs } from '../../src/units/quantity.ts';
import { convnet, mlp } from '../cost/graphs.ts';

describe('features/kernelRows', () => {
  it('keeps the launches of a pass, forward and backward', () => {
    for (const graph of [convnet(1), mlp(1, [30, 20, 20, 20, 5])]) {
      const trained = rowsOf(graph).map(kernelOf);
      const forward = merged(forwardKernels(graph, null));
      expect(merged(trained.map(({ kernel }) => kernel))).to.have.deep.members([...forward]);
      const total = (of: readonly { readonly macs: number; readonly count: number }[]): number =>
        of.reduce((sum, one) => sum + one.macs * one.count, 0);
      expect(total(trained.flatMap(backwardOf))).to.equal(total(backwardKernels(graph, null)));
    }
  });
});

describe('calibrate/kernels', () => {
  const attention = {
    gradients: 2,
    keepsWidth: false,
    kernel: {
      ...denseLaunch(1, 1, 1).kernel,
      kind: 'attention' as const,
      // 12 heads, 197 queries and keys, 64 wide.
      macs: macs(2 * 12 * 197 * 197 * 64),
      activationBytes: bytes(4 * 4 * 12 * 197 * 64),
      reduction: 2 * 197,
      columns: 64,
    },
  };

  it('takes fused attention apart into two products, a scaling and a softmax over all scores', () => {
    const parts = withoutFusedAttention(attention);
    expect(parts.map(({ kernel }) => kernel.kind)).to.deep.equal([
      'matmul',
      'elementwise',
      'softmax',
      'matmul',
    ]);
    const total = parts.reduce((sum, { kernel }) => sum + kernel.macs, 0);
    expect(total).to.equal(attention.kernel.macs);
    expect(parts[2]?.kernel.elementwise).to.equal(12 * 197 * 197);
    expect(parts[2]?.keepsWidth).to.equal(true);
  });

  it('narrows what mixed precision narrows', () => {
    expect(inWidth(attention, 2).kernel.activationBytes).to.equal(attention.kernel.activationBytes / 2);
    expect(inWidth({ ...attention, keepsWidth: true }, 2).kernel).to.equal(attention.kernel);
  });
});

describe('calibrate/layerKernels', () => {
  it('counts single layers in closed form', () => {
    const dense = denseLaunch(32, 100, 50);
    expect(dense.kernel.macs).to.equal(32 * 100 * 50);
    expect([dense.kernel.reduction, dense.kernel.columns]).to.deep.equal([100, 50]);
    expect(dense.params).to.equal(100 * 50 + 50);
    const size = { batch: 8, inChannels: 3, outChannels: 16, side: 20, kernel: 5, stride: 3 };
    const conv = convLaunch(size);
    expect(conv.outputs).to.equal(8 * 16 * 6 * 6);
    expect(conv.kernel.macs).to.equal(8 * 16 * 6 * 6 * 3 * 5 * 5);
    expect([conv.kernel.reduction, conv.kernel.columns]).to.deep.equal([75, 16]);
  });
});
