/** Which calls of a layer are one row of the graph. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

/** Path and calls of the leaf modules of `Net()` at an input of 2x4. */
function rowsOf(text: string): [string, number][] {
  const spec = { kind: 'tensor', shape: [2, 4], dtype: 'float32' } as const;
  const request = {
    uri: 'file:///w/net.py',
    text: `import torch\nfrom torch import nn\n${text}`,
    files: { get: () => null },
    searchPath: [],
    parser,
    expr: 'Net()',
    inputs: [{ name: null, spec }],
  };
  const [model] = discover(request, { frameworks, libraries: createRegistry() }).models;
  const layers = model?.inference?.graph.layers ?? [];
  return layers.filter(({ role }) => role === 'module').map(({ path, calls }) => [path, calls]);
}

describe('layer graph', () => {
  it('tells calls of a layer apart by their positional inputs, as hooks do, not by keywords', () => {
    const net = (how: string): string => `
class Add(nn.Module):
    def forward(self, x, seen=()):
        return x + len(seen)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.add = Add()
    def forward(self, x):
        seen = []
        for _ in range(3):
            x = self.add(x, ${how})
            seen.append(x)
        return x
`;
    expect(rowsOf(net('seen=seen'))).to.deep.equal([['add', 3]]);
    expect(rowsOf(net('seen'))).to.deep.equal([
      ['add', 1],
      ['add', 1],
      ['add', 1],
    ]);
  });
});
