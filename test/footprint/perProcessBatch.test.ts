/** Whose batch the code's is where several devices train together. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Overrides } from '../../src/config/configuration.ts';
import type { TrainingFootprint } from '../../src/footprint/schema.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { given } from '../../src/units/found.ts';
import { parser } from '../python/evaluate.ts';

function script(wrapped: string): string {
  return `
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler
from torchvision import datasets, transforms
data = datasets.MNIST('.', transform=transforms.ToTensor())
loader = DataLoader(data, batch_size=100, sampler=DistributedSampler(data))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x.flatten(1))
model = ${wrapped}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
`;
}

function trained(
  wrapped: string,
  overrides: Overrides = {},
): { training: TrainingFootprint; names: string[] } {
  const { models } = discover(
    { uri: 'file:///w/main.py', text: script(wrapped), files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  const { footprint } = buildFootprint(model, {
    device: given('A100-SXM-40', 'flag', '--device'),
    mode: given('eager', 'flag', '--mode'),
    ...overrides,
  });
  const { training, assumptions } = footprint;
  if (training === null) throw new Error('nothing is trained');
  return { training, names: assumptions.map(({ name }) => name) };
}

const four = { devices: given(4, 'flag', '--devices') } as const;

function energy({ training }: { training: TrainingFootprint }): number {
  const { value } = training.itEnergy;
  if (value === null) throw new Error('not known');
  return value;
}

describe('the batch of several devices', () => {
  it('is that of the code in each process under DistributedDataParallel', () => {
    const { training, names } = trained('DDP(Net())', four);
    expect(training.factors.batch.value).to.equal(400);
    expect(training.factors.batch.source).to.contain('100 samples in each of 4 processes');
    expect(training.factors.samples.value).to.equal(60_000);
    expect(names).to.not.include('trainingBatch');
  });

  it('is that of the code for all of them where one process feeds them, and an assumption', () => {
    const { training, names } = trained('nn.DataParallel(Net())', four);
    expect(training.factors.batch.value).to.equal(100);
    expect(names).to.include('trainingBatch');
  });

  it('is the sum where a person says it', () => {
    const said = trained('DDP(Net())', { ...four, trainingBatch: given(200, 'flag', '--training-batch') });
    expect(said.training.factors.batch.value).to.equal(200);
  });

  it('is the same for one device', () => {
    expect(trained('DDP(Net())').training.factors.batch.value).to.equal(100);
  });

  it('makes each device do a quarter of the samples of one, at the same batch', () => {
    const perfectly = { ...four, scalingEfficiency: given(1, 'flag', '--scaling-efficiency') };
    const [one, all] = [energy(trained('DDP(Net())')), energy(trained('DDP(Net())', perfectly))];
    expect(all / one).to.be.closeTo(1, 1e-9);
  });
});
