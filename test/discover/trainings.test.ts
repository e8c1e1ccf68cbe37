/** Which model of a script a training belongs to. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const PRELUDE = `
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
loader = DataLoader(datasets.MNIST('.', transform=transforms.ToTensor()), batch_size=100)
`;

function modelsOf(text: string): readonly ModelAnalysis[] {
  const { models, problems } = discover(
    {
      uri: 'file:///w/main.py',
      text: `${PRELUDE}${text}`,
      files: { get: () => null },
      searchPath: [],
      parser,
    },
    { frameworks, libraries: createRegistry() },
  );
  expect(problems).to.deep.equal([]);
  return models;
}

const NET = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x.flatten(1))
`;

describe('the trainings of a model', () => {
  it('include those of the parallel version of it', () => {
    const models = modelsOf(`${NET}
model = nn.DataParallel(Net().cuda())
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
`);
    expect(models.map(({ name }) => name)).to.deep.equal(['Net']);
    const [net] = models;
    expect(net?.trainings[0]?.epochs).to.include({ known: true, value: 3 });
    expect(net?.inference?.inputs[0]?.shape).to.deep.equal([1, 1, 28, 28]);
  });

  it('include those in which its parts are called one by one', () => {
    const models = modelsOf(`
class Auto(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(784, 32)
        self.decoder = nn.Linear(32, 784)
    def forward(self, x):
        return self.decoder(self.encoder(x))
auto = Auto()
optimizer = torch.optim.Adam(auto.parameters())
for epoch in range(2):
    for x, _ in loader:
        flat = x.flatten(1)
        optimizer.zero_grad()
        F.mse_loss(auto.decoder(auto.encoder(flat)), flat).backward()
        optimizer.step()
`);
    const [auto] = models;
    expect(models.map(({ name }) => name)).to.deep.equal(['Auto']);
    expect(auto?.trainings).to.have.length(1);
    expect(auto?.trainings[0]?.epochs).to.include({ known: true, value: 2 });
  });

  it('stand beside those of another class that the same function makes and trains', () => {
    const models = modelsOf(`
def main(teacher=False):
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 32))
    decoder = nn.Linear(32, 784)
    frozen = nn.LSTM(784, 32)
    first = torch.optim.SGD(encoder.parameters(), lr=0.1)
    second = torch.optim.SGD(decoder.parameters(), lr=0.1)
    for epoch in range(4):
        for x, y in loader:
            code = encoder(x)
            F.mse_loss(code, torch.zeros_like(code)).backward()
            first.step()
            F.mse_loss(decoder(code.detach()), x.flatten(1)).backward()
            second.step()
main()
`);
    expect(models.map(({ name, params }) => [name, params])).to.deep.equal([
      ['main', 784 * 32 + 32],
      ['Linear', 784 * 32 + 784],
    ]);
    expect(models.map(({ inference }) => inference?.inputs[0]?.shape)).to.deep.equal([
      [1, 1, 28, 28],
      [1, 32],
    ]);
    for (const { trainings } of models) {
      expect(trainings.map(({ epochs }) => epochs.known && epochs.value)).to.deep.equal([4]);
    }
  });

  it('are not those of another model', () => {
    const models = modelsOf(`${NET}
class Teacher(Net):
    pass
model, teacher = Net(), Teacher()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in loader:
        with torch.no_grad():
            soft = teacher(x)
        optimizer.zero_grad()
        F.mse_loss(model(x), soft).backward()
        optimizer.step()
`);
    const trained = models.map(({ name, trainings }) => [name, trainings.length]);
    expect(trained).to.have.deep.members([
      ['Net', 1],
      ['Teacher', 0],
    ]);
  });
});
