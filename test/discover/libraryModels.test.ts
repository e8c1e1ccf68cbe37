/** Models that the code of an installed package makes for a file. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const FILES: Readonly<Record<string, string>> = {
  'file:///env/site-packages/zoo/__init__.py': `import torch.nn as nn
class Net(nn.Module):
    def __init__(self, width, classes=10):
        super().__init__()
        self.stem = nn.Linear(8, width)
        self.head = nn.Linear(width, classes)
    def forward(self, x):
        return self.head(self.stem(x))
class Features(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.stem = net.stem
    def forward(self, x):
        return self.stem(x)
def create(width=4, features=False):
    probe = nn.Linear(1, 1)
    net = Net(width)
    return Features(net) if features else net
def create_with_teacher(width):
    return Net(width), Net(2 * width)
kept = Net(3)
`,
  'file:///w/helper.py':
    'import zoo\ndefault = zoo.create(5)\ndef build(width):\n    return zoo.create(width)\n',
};

function modelsOf(text: string): readonly ModelAnalysis[] {
  return discover(
    {
      uri: 'file:///w/main.py',
      text,
      files: { get: (uri) => FILES[uri] ?? null },
      searchPath: ['file:///env/site-packages'],
      parser,
    },
    { frameworks, libraries: createRegistry() },
  ).models;
}

const found = (text: string): readonly (readonly [string, number, number])[] =>
  modelsOf(text).map(({ name, range, params }) => [name, range.start.line, params]);

const net = (width: number): number => 9 * width + (width + 1) * 10;

describe('models that a library makes', () => {
  it('stand at the line that asks for them', () => {
    expect(found('import zoo\nmodel = zoo.create(6)')).to.deep.equal([['Net', 1, net(6)]]);
    expect(found('import zoo\nteacher, student = zoo.create_with_teacher(2)')).to.deep.equal([
      ['Net', 1, net(2)],
    ]);
  });

  it('are none of the file where the library keeps them or takes them apart', () => {
    expect(found('import zoo\nmodel = zoo.create(6, features=True)')).to.deep.equal([['Features', 1, 54]]);
    expect(found('from zoo import kept')).to.deep.equal([]);
  });

  it('stand at the call of a function of another file, and not where it is imported', () => {
    expect(found('from helper import build\nmodel = build(7)')).to.deep.equal([['Net', 1, net(7)]]);
  });

  it('stand at the function around the line', () => {
    expect(found('import zoo\ndef main():\n    model = zoo.create(6)\nmain()')).to.deep.equal([
      ['main', 1, net(6)],
    ]);
  });

  it('are told from a part of theirs that the file replaces', () => {
    const text =
      'import zoo\nimport torch.nn as nn\nmodel = zoo.create(4)\nmodel.head = nn.Linear(model.head.in_features, 3)';
    expect(found(text)).to.deep.equal([['Net', 2, 9 * 4 + 15]]);
  });

  it('are called as the file calls them', () => {
    const text = 'import torch, zoo\nmodel = zoo.create(4)\nmodel(torch.zeros(16, 5, 8))';
    const [model] = modelsOf(text);
    expect(model?.inference?.inputs[0]?.shape).to.deep.equal([1, 5, 8]);
    expect(model?.completeness.level).to.equal('exact');
  });
});
