/** Which classes of a file are models by themselves, and which only parts of others. */
import { expect } from 'chai';
import { partsByText } from '../../src/discover/parts.ts';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import type { DiscoverRequest } from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const URI = 'file:///w/main.py';

function modelsOf(text: string, more: Partial<DiscoverRequest> = {}): readonly ModelAnalysis[] {
  const request = { uri: URI, text, files: { get: () => null }, searchPath: [], parser, ...more };
  return discover(request, { frameworks, libraries: createRegistry() }).models;
}

const BLOCKS = `import torch.nn as nn
class Plain(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
    def forward(self, x):
        return self.conv(x)
class Deep(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(Plain(width), Plain(width))
    def forward(self, x):
        return self.inner(x) + x
`;
const NET = `class Net(nn.Module):
    def __init__(self, block, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 7, stride=2, padding=3)
        self.block = block(16)
        self.head = nn.Linear(16, classes)
    def forward(self, x):
        return self.head(self.block(self.stem(x)).mean((2, 3)))
`;
const BUILDERS = `def small():
    return Net(Plain)
def large():
    return Net(Deep, 1000)
`;

const parts = (text: string, ...names: string[]) => [
  ...partsByText(parser.parse('file:///w/parts.py', text), names),
];

describe('classes that are parts of others by their text', () => {
  it('are those that another class names, directly or through a third', () => {
    const text = 'class A: pass\nclass B:\n  def f(self): self.a = A()\nclass C:\n  b = [B]\nclass D: pass\n';
    expect(parts(text, 'A', 'B', 'C', 'D')).to.have.members(['A', 'B']);
  });

  it('are those that are handed to another', () => {
    const text = 'class A: pass\nclass B: pass\ndef build(n):\n  return B(A, n=n)\n';
    expect(parts(text, 'A', 'B')).to.deep.equal(['A']);
  });

  it('are not those that name themselves, and in a circle the last stands for all', () => {
    expect(parts('class A:\n  def f(self): return A()\n', 'A')).to.deep.equal([]);
    expect(parts('class A:\n  x = lambda: B\nclass B:\n  x = A\n', 'A', 'B')).to.deep.equal(['A']);
  });
});

describe('the models of a file', () => {
  it('are the builders, with the class that they make, and none of its parts', () => {
    const models = modelsOf(BLOCKS + NET + BUILDERS);
    expect(models.map(({ name, madeOf }) => [name, madeOf?.name])).to.deep.equal([
      ['small', 'Net'],
      ['large', 'Net'],
    ]);
    expect(models[0]?.madeOf).to.deep.include({ id: `${URI}#Net` });
    expect(models[0]?.madeOf?.range.start.line).to.equal(BLOCKS.split('\n').length - 1);
  });

  it('leave the parts out where the whole cannot be built, and say why it cannot', () => {
    const models = modelsOf(`${BLOCKS}${NET}def make(classes):\n    return Net(Deep, classes)\n`);
    expect(models.map(({ name, isBuilt }) => [name, isBuilt])).to.deep.equal([['Net', false]]);
    expect(models[0]?.completeness.reasons[0]?.text).to.contain('block');
  });

  it('include the parts where these are asked for, as they are in the model', () => {
    const models = modelsOf(BLOCKS + NET + BUILDERS, { showParts: true });
    const known = models.map(({ name, params, inference, completeness }) => [
      name,
      params,
      inference?.inputs[0]?.shape,
      completeness.level,
    ]);
    expect(known.slice(0, 2)).to.deep.equal([
      ['Plain', 2320, [1, 16, 112, 112], 'estimated'],
      ['Deep', 4640, [1, 16, 112, 112], 'estimated'],
    ]);
    expect(models.map(({ name }) => name)).to.deep.equal(['Plain', 'Deep', 'small', 'large']);
  });
});

describe('models that one line creates', () => {
  it('are told apart by where in the line they stand', () => {
    const text = `import torch
from torch import nn
encoder, decoder = nn.Sequential(nn.Linear(784, 32)), nn.Sequential(nn.Linear(32, 784))
for width in (8, 16):
    tail = nn.Sequential(nn.Linear(width, 1))
`;
    const found = modelsOf(text).map(({ id, params, range }) => [
      id.replace(URI, ''),
      params,
      range.start.character,
    ]);
    expect(found).to.deep.equal([
      ['#Sequential@2', 25_120, 19],
      ['#Sequential@2:54', 25_872, 54],
      ['#Sequential@4', 9, 11],
    ]);
  });
});
