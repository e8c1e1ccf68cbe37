/** What a mask selects may be put where the same mask says; whatever is computed from it is unknown. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function levelOf(forward: string): string | undefined {
  const text = `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Linear(4, 4)
    def forward(self, x):
        m = x[:, 0] > 0
        z = x.clone()
        ${forward}
        return self.w(z)
`;
  const spec = { kind: 'tensor', shape: [3, 4], dtype: 'float32' } as const;
  const request = {
    uri: 'file:///w/net.py',
    text,
    files: { get: () => null },
    searchPath: [],
    parser,
    expr: 'Net()',
    inputs: [{ name: null, spec }],
  };
  return discover(request, { frameworks, libraries: createRegistry() }).models[0]?.completeness.level;
}

describe('what a boolean mask selects', () => {
  it('can be put where a mask says', () => {
    expect(levelOf('z[m] = x[m]')).to.equal('exact');
    expect(levelOf('z[m] = 0')).to.equal('exact');
    expect(levelOf('z[m] = x[m] if isinstance(x[m], torch.Tensor) else self.w(x)')).to.equal('exact');
  });

  it('makes what is computed from it unknown', () => {
    for (const value of ['self.w(x[m])', 'x[m] @ self.w.weight', 'x[m].matmul(self.w.weight)', 'F(x[m])']) {
      expect(levelOf(`z[m] = ${value}`), value).to.equal('partial');
    }
    expect(levelOf('z = torch.cat([x, x[m]])')).to.equal('partial');
    expect(levelOf('z = z + self.w(torch.zeros(len(x[m]), 4)).sum()')).to.equal('partial');
  });
});
