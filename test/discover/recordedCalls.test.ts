/** A model that the file calls runs with inputs like those of the call. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function inputsOf(forward: string, call: string): unknown {
  const text = `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(6, 4)
${forward}
net = Net()
net(${call})
`;
  const request = { uri: 'file:///w/net.py', text, files: { get: () => null }, searchPath: [], parser };
  const [model] = discover(request, { frameworks, libraries: createRegistry() }).models;
  const { inputs = [], graph } = model?.inference ?? {};
  return { shapes: inputs.map(({ name, shape }) => [name, shape]), macs: graph?.work.macs };
}

const X = 'torch.zeros(8, 4)';
const C = 'torch.zeros(8, 6)';

describe('inputs like those of a call', () => {
  it('stay under their keywords', () => {
    const forward = '    def forward(self, x, *, c):\n        return self.a(x) + self.b(c)\n';
    const both = [
      [null, [1, 4]],
      ['c', [1, 6]],
    ];
    expect(inputsOf(forward, `${X}, c=${C}`)).to.deep.equal({ shapes: both, macs: 16 + 24 });
    const passed = `    def forward(self, x, *args, **kwargs):
        return self.both(x, *args, **kwargs)
    def both(self, x, *, c):
        return self.a(x) + self.b(c)
`;
    expect(inputsOf(passed, `${X}, c=${C}`)).to.deep.equal({ shapes: both, macs: 16 + 24 });
  });

  it('are those that must be given where that is enough', () => {
    const forward =
      '    def forward(self, x, c=None):\n        return self.a(x) if c is None else self.b(c)\n';
    expect(inputsOf(forward, `c=${C}, x=${X}`)).to.deep.equal({ shapes: [['x', [1, 4]]], macs: 16 });
  });

  it('are those that were given where none must be', () => {
    const forward =
      '    def forward(self, x=None, c=None):\n        return self.a(x) if c is None else self.b(c)\n';
    expect(inputsOf(forward, `c=${C}`)).to.deep.equal({ shapes: [['c', [1, 6]]], macs: 24 });
  });
});
