/** Trainings of models that could not be read. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const PRELUDE = `import torch
from torch.utils.data import DataLoader, TensorDataset
from zoo import make_model, make_optimizer
loader = DataLoader(TensorDataset(torch.randn(640, 4), torch.randn(640, 1)), batch_size=64)
`;
const FIRST = PRELUDE.split('\n').length - 1;

function resultOf(text: string, files: Readonly<Record<string, string>> = {}): DiscoverResult {
  return discover(
    {
      uri: 'file:///w/main.py',
      text: `${PRELUDE}${text}`,
      files: { get: (uri) => files[uri.slice('file:///w/'.length)] ?? null },
      searchPath: [],
      parser,
    },
    { frameworks, libraries: createRegistry() },
  );
}

const modelsOf = (text: string, files: Readonly<Record<string, string>> = {}): readonly ModelAnalysis[] =>
  resultOf(text, files).models;

const TRAINED = `net = make_model()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
`;

describe('a training of a model that could not be read', () => {
  it('stands on the line that trains it, under the name of the code', () => {
    const [model] = modelsOf(TRAINED);
    expect(model?.name).to.equal('net');
    expect(model?.range.start).to.include({ line: FIRST + 6, character: 8 });
    expect(model?.isBuilt).to.equal(false);
    expect(model?.trainings[0]?.epochs).to.include({ known: true, value: 5 });
    expect(model?.trainings[0]?.samples).to.include({ known: true, value: 640 });
  });

  it('says why, and where that is', () => {
    const [model] = modelsOf(TRAINED);
    expect(model?.completeness.level).to.equal('partial');
    const [reason] = model?.completeness.reasons ?? [];
    expect(reason?.text).to.equal("the model could not be read: the module 'zoo' was not found");
    expect(reason?.span?.start.line).to.equal(2);
  });

  it('does not say how many samples only evaluate it', () => {
    expect(modelsOf(TRAINED)[0]?.trainings[0]?.validationSamples.known).to.equal(false);
  });

  it('stands on the line of the file that leads to it', () => {
    const files = {
      'engine.py': `def train(net, optimizer, loader):
    for x, y in loader:
        net(x).sum().backward()
        optimizer.step()
`,
    };
    const [model] = modelsOf(
      `from engine import train
net = make_model()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(5):
    train(net, optimizer, loader)
`,
      files,
    );
    expect(model?.range.start.line).to.equal(FIRST + 4);
    expect(model?.trainings[0]?.epochs).to.include({ known: true, value: 5 });
  });

  it('is of no model where nothing takes up gradients', () => {
    const { models, problems } = resultOf(`env = make_model()
for i in range(10):
    env.step(i)
    make_optimizer(env).step()
`);
    expect(models).to.deep.equal([]);
    expect(problems.map(({ code }) => code)).to.deep.equal(['no-model']);
  });

  it('has the steps of an unknown optimiser, and not those of its schedule', () => {
    const [model, ...others] = modelsOf(`net = make_model()
optimizer = make_optimizer(net)
schedule = make_optimizer(optimizer)
for step in range(300):
    loss = net(torch.randn(8, 4))
    loss.backward()
    optimizer.step()
    schedule.step()
`);
    expect(others).to.deep.equal([]);
    expect(model?.trainings.map(({ steps }) => steps)).to.have.length(1);
    expect(model?.trainings[0]?.steps).to.include({ known: true, value: 300 });
  });

  it('is not taken for that of a known model without weights, or of one that trains nothing', () => {
    const models = modelsOf(`import torch.nn as nn
teacher = nn.Linear(4, 1)
squash = nn.Sigmoid()
net = make_model()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    with torch.no_grad():
        target = teacher(x)
    squash(net(x)).sum().backward()
    optimizer.step()
`);
    const trained = models.filter(({ trainings }) => trainings.length > 0);
    expect(trained.map(({ name, isBuilt }) => [name, isBuilt])).to.deep.equal([['net', false]]);
  });

  it('is not taken for that of one that is frozen as a whole', () => {
    const text = (freeze: string): readonly string[] =>
      modelsOf(`from transformers import AutoModel
encoder = AutoModel.from_pretrained(make_model())
${freeze}
net = make_model()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in loader:
        loss = net(x, encoder(y))
        loss.backward()
        optimizer.step()
`).flatMap(({ name, trainings }) => (trainings.length > 0 ? [name] : []));
    expect(text('encoder.requires_grad_(False)')).to.deep.equal(['net']);
    expect(text('encoder.requires_grad_(False)\nencoder.requires_grad_(True)')).to.deep.equal(['AutoModel']);
  });

  it('is that of the known model whose weights the optimiser has, also where no call of it was seen', () => {
    const models = modelsOf(`import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 1)
    def forward(self, x):
        return self.fc(x)
net = Net().double()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in loader:
    make_model(net, x).backward()
    optimizer.step()
`);
    expect(models.map(({ name }) => name)).to.deep.equal(['Net']);
    expect(models[0]?.trainings[0]?.precision).to.include({ known: true, value: 'fp64' });
  });
});

describe('a training in which the budget of the analysis ran out', () => {
  it('does not take the iterations that were followed for all of them', () => {
    const { models, problems } = discover(
      {
        uri: 'file:///w/main.py',
        text: `${PRELUDE}net = make_model()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(1000):
    total = 0
    for i in range(step * 40):
        total = (total * 31 + i) % 1009
    net(torch.randn(total % 13 + 1, 4)).sum().backward()
    optimizer.step()
`,
        files: { get: () => null },
        searchPath: [],
        parser,
        limits: { steps: 900, depth: 100, objects: 100_000 },
      },
      { frameworks, libraries: createRegistry() },
    );
    expect(problems.map(({ code }) => code)).to.include('budget');
    const [training] = models.flatMap(({ trainings }) => trainings);
    expect(training?.steps?.known).to.equal(false);
    expect(training?.steps).to.have.property('reason', 'the analysis budget of steps ran out');
  });
});
