/** Classes that their own file does not create take their arguments from the scripts that do. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { listingText } from '../../src/python/imports/listing.ts';
import { NeedsFiles, type FileSnapshot } from '../../src/python/ports.ts';
import { parser } from '../python/evaluate.ts';

const NET = `import torch.nn as nn
class Net(nn.Module):
    def __init__(self, width, classes=10):
        super().__init__()
        self.stem = nn.Linear(8, width)
        self.head = nn.Linear(width, classes)
    def forward(self, x):
        return self.head(self.stem(x))
`;
const TRAIN = `import torch
from torch.utils.data import DataLoader, TensorDataset
from models.net import Net
def main():
    model = Net(32, classes=5)
    loader = DataLoader(TensorDataset(torch.zeros(100, 8), torch.zeros(100).long()), batch_size=20)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        for x, y in loader:
            loss = torch.nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
if __name__ == '__main__':
    main()
`;
const PARAMS = 8 * 32 + 32 + 32 * 5 + 5;

type Disk = Readonly<Record<string, string>>;

/** Text of a file or listing of a folder. */
function read(disk: Disk, uri: string): string | null {
  if (!uri.endsWith('/')) return disk[uri] ?? null;
  const inside = Object.keys(disk).filter((file) => file.startsWith(uri));
  const names = inside.map((file) => file.slice(uri.length));
  const entries = new Map(names.map((name) => [name.split('/')[0] ?? '', name.includes('/')]));
  if (inside.length === 0) return null;
  return listingText([...entries].map(([name, isFolder]) => ({ name, isFolder })));
}

function modelsOf(
  disk: Disk,
  uri = 'file:///w/models/net.py',
  files?: FileSnapshot,
): readonly ModelAnalysis[] {
  const request = {
    uri,
    text: disk[uri] ?? '',
    files: files ?? { get: (asked: string) => read(disk, asked) },
    searchPath: ['file:///w/models', 'file:///w', 'file:///w/.venv/lib/python3.11/site-packages'],
    parser,
  };
  return discover(request, { frameworks, libraries: createRegistry() }).models;
}

describe('a class that its own file does not create', () => {
  it('has the arguments, the input and the training of a script of the workspace', () => {
    const [net] = modelsOf({ 'file:///w/models/net.py': NET, 'file:///w/train.py': TRAIN });
    expect(net?.completeness.level).to.equal('exact');
    expect(net?.params).to.equal(PARAMS);
    expect(net?.createdAt).to.deep.include({ uri: 'file:///w/train.py' });
    expect(net?.createdAt?.start.line).to.equal(4);
    expect(net?.range.start.line).to.equal(1);
    expect(net?.inference?.inputs[0]?.shape).to.deep.equal([1, 8]);
    const [training] = net?.trainings ?? [];
    expect(training?.samples).to.deep.include({ known: true, value: 100 });
    expect(training?.epochs).to.deep.include({ known: true, value: 3 });
  });

  it('is unknown where no script creates it', () => {
    const [net] = modelsOf({ 'file:///w/models/net.py': NET });
    expect(net?.isBuilt).to.equal(false);
    expect(net?.createdAt).to.equal(null);
  });

  it('is as its own file creates it, whatever others do', () => {
    const own = `${NET}model = Net(4)\n`;
    const [net] = modelsOf({ 'file:///w/models/net.py': own, 'file:///w/train.py': TRAIN });
    expect(net?.params).to.equal(8 * 4 + 4 + 4 * 10 + 10);
    expect(net?.createdAt).to.equal(null);
  });

  it('has arguments that were given rather than its defaults', () => {
    const net = NET.replace('width,', 'width=16,');
    const [model] = modelsOf({ 'file:///w/models/net.py': net, 'file:///w/train.py': TRAIN });
    expect(model?.params).to.equal(PARAMS);
  });

  it('keeps its defaults where a script gives it what is unknown', () => {
    const net = NET.replace('width,', 'width=16,');
    const train = 'from models.net import Net\nmodel = Net(int(input()))\n';
    const [model] = modelsOf({ 'file:///w/models/net.py': net, 'file:///w/train.py': train });
    expect(model?.params).to.equal(8 * 16 + 16 + 16 * 10 + 10);
    expect(model?.completeness.level).to.equal('exact');
  });

  it('is known in part where a script gives it what is unknown, and it has no defaults', () => {
    const train = 'from models.net import Net\nmodel = Net(int(input()))\n';
    const [net] = modelsOf({ 'file:///w/models/net.py': NET, 'file:///w/train.py': train });
    expect(net?.isBuilt).to.equal(true);
    expect(net?.completeness.level).to.equal('partial');
    expect(net?.createdAt?.uri).to.equal('file:///w/train.py');
  });

  it('is as a script makes it through a function of another file', () => {
    const build = 'from .net import Net\ndef build(args):\n    return Net(args["width"], 5)\n';
    const train = `from models.factory import build
if __name__ == '__main__':
    model = build({'width': 32})
`;
    const [net] = modelsOf({
      'file:///w/models/net.py': NET,
      'file:///w/models/factory.py': build,
      'file:///w/train.py': train,
    });
    expect(net?.params).to.equal(PARAMS);
  });

  it('is rather as the script that trains it makes it', () => {
    const other = 'from models.net import Net\nmodel = Net(64)\nmodel.eval()\n';
    const [net] = modelsOf({
      'file:///w/models/net.py': NET,
      'file:///w/predict.py': other,
      'file:///w/train.py': TRAIN,
    });
    expect(net?.params).to.equal(PARAMS);
  });

  it('does not listen to tests, to environments and to other classes of the name', () => {
    const [net] = modelsOf({
      'file:///w/models/net.py': NET,
      'file:///w/tests/test_net.py': TRAIN,
      'file:///w/.venv/lib/python3.11/site-packages/other/train.py': TRAIN,
      'file:///w/other.py': 'class Net:\n    def __init__(self, n): pass\nnet = Net(3)\nimport torch\n',
    });
    expect(net?.isBuilt).to.equal(false);
  });

  it('is found however it is imported', () => {
    const imports = [
      'from models.net import Net',
      'from models.net import (\n    Other,\n    Net,\n)',
      'from models.net import *',
      'import models.net as net\nNet = net.Net',
    ];
    for (const line of imports) {
      const [net] = modelsOf({
        'file:///w/models/net.py': `${NET}Other = 1\n`,
        'file:///w/train.py': `${line}\nmodel = Net(32, classes=5)\n`,
      });
      expect(net?.params, line).to.equal(PARAMS);
    }
    const [byModule] = modelsOf({
      'file:///w/models/net.py': NET,
      'file:///w/train.py': 'import models.net\nmodel = models.net.Net(32, classes=5)\n',
    });
    expect(byModule?.params).to.equal(PARAMS);
  });

  it('survives a script that raises, loops for ever or does not parse', () => {
    for (const broken of ['raise ValueError(Net(1))', 'while True: Net(1) if 0 else 1', 'def (: Net(1)']) {
      const train = `from models.net import Net\nmodel = Net(32, classes=5)\n${broken}\n`;
      const [net] = modelsOf({ 'file:///w/models/net.py': NET, 'file:///w/train.py': train });
      expect(net?.params, broken).to.equal(PARAMS);
    }
  });

  it('asks for the folders and scripts that it has not been given, a level at a time', () => {
    const disk = { 'file:///w/models/net.py': NET, 'file:///w/train.py': TRAIN };
    const given = new Map<string, string | null>();
    let rounds = 0;
    for (;;) {
      try {
        const [net] = modelsOf(disk, 'file:///w/models/net.py', { get: (uri) => given.get(uri) });
        expect(net?.params).to.equal(PARAMS);
        break;
      } catch (error) {
        if (!(error instanceof NeedsFiles)) throw error;
        for (const uri of error.uris) given.set(uri, read(disk, uri));
        rounds += 1;
      }
    }
    expect(rounds).to.be.within(1, 20);
  });
});
