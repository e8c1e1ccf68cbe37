/** Activations that are computed again instead of being kept. */
import { expect } from 'chai';
import { backwardKernels } from '../../src/cost/backward.ts';
import { discover } from '../../src/discover/discover.ts';
import type { LayerGraph } from '../../src/model/layerGraph.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function stepOf(call: string): LayerGraph {
  const text = `
import torch
import torch.nn as nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(16, 32)
        self.inner = nn.Sequential(nn.Linear(32, 64), nn.Linear(64, 32), nn.Linear(32, 32), nn.Linear(32, 32))
    def forward(self, x):
        x = self.first(x)
        return ${call}
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(10):
    model(torch.randn(8, 16)).sum().backward()
    optimizer.step()
    optimizer.zero_grad()
`;
  const { models } = discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
  const graph = models[0]?.training?.graph;
  if (graph === undefined) throw new Error('nothing is trained');
  return graph;
}

function macs(call: string, pass: 'forward' | 'backward'): number {
  return backwardKernels(stepOf(call), null)
    .filter((kernel) => kernel.pass === pass)
    .reduce((sum, kernel) => sum + kernel.macs * kernel.count, 0);
}

const INNER = 8 * (32 * 64 + 64 * 32 + 2 * 32 * 32);
const GRADIENTS = 8 * 16 * 32 + 2 * INNER;

describe('checkpointed layers', () => {
  it('are computed again in the backward pass', () => {
    const call = 'checkpoint(self.inner, x, use_reentrant=False)';
    expect(macs(call, 'forward')).to.equal(INNER);
    expect(macs(call, 'backward')).to.equal(GRADIENTS);
  });

  it('are so but for the last segment', () => {
    expect(macs('checkpoint_sequential(self.inner, 2, x)', 'forward')).to.equal(8 * (32 * 64 + 64 * 32));
  });

  it('cost nothing more where there are none', () => {
    expect(macs('self.inner(x)', 'forward')).to.equal(0);
    expect(macs('self.inner(x)', 'backward')).to.equal(GRADIENTS);
  });
});
