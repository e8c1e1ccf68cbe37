/** What a model keeps as the size of its images is the first that it is tried with. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function modelOf(text: string, batch = 1): ModelAnalysis | undefined {
  const request = {
    uri: 'file:///w/main.py',
    text,
    files: { get: () => null },
    searchPath: [],
    parser,
    batch,
  };
  return discover(request, { frameworks, libraries: createRegistry() }).models[0];
}

const encoder = (keeps: string, positions: string): string => `import torch
import torch.nn as nn
class Encoder(nn.Module):
    def __init__(self, size=1024, patch=16, dim=8):
        super().__init__()
        ${keeps}
        self.embed = nn.Conv2d(3, dim, patch, patch)
        self.positions = nn.Parameter(torch.zeros(1, dim, ${positions}))
    def forward(self, x):
        return self.embed(x) + self.positions
`;

describe('an image size that a model keeps', () => {
  it('comes first, and is a choice where others fit as well', () => {
    const model = modelOf(encoder('self.img_size = size', 'size // patch, size // patch'));
    expect(model?.inference?.inputs[0]?.shape).to.deep.equal([1, 3, 1024, 1024]);
    expect(model?.completeness.level).to.equal('estimated');
  });

  it('may have two edges', () => {
    const model = modelOf(encoder('self.image_size = (size, 2 * size)', 'size // patch, size // 8'));
    expect(model?.inference?.inputs[0]?.shape).to.deep.equal([1, 3, 1024, 2048]);
  });

  it('leaves the others as far away at any batch', () => {
    const text = encoder('pass', '1, 1');
    const spreadAt = (batch: number): number[] => {
      const { alternativeMacs = [], inference } = modelOf(text, batch) ?? {};
      return alternativeMacs.map((macs) => macs / (inference?.graph.work.macs ?? NaN));
    };
    expect(spreadAt(1)).to.have.length.greaterThan(0);
    expect(spreadAt(32)).to.deep.equal(spreadAt(1));
  });
});
