import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { DEFAULT_BUDGET } from '../../src/python/ports.ts';
import { parser } from '../python/evaluate.ts';

const SCRIPT = `import torch
from torch.utils.data import DataLoader, Dataset
class Numbers(Dataset):
    def __len__(self):
        return sum(1 for _ in range(10))
    def __getitem__(self, index):
        return torch.zeros(4)
net = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    for x in DataLoader(Numbers(), batch_size=2):
        loss = net(x).sum()
        loss.backward()
        optimizer.step()
n = 0
while n >= 0:
    n += 1
`;

describe('a script that spends all that an analysis may', () => {
  it('is a problem that is told, whatever is still asked of its data', () => {
    for (const steps of [50, 500, 2000, 5000]) {
      const limits = { ...DEFAULT_BUDGET, steps };
      const request = {
        uri: 'file:///w/main.py',
        text: SCRIPT,
        files: { get: () => null },
        searchPath: [],
        parser,
      };
      const { problems } = discover({ ...request, limits }, { frameworks, libraries: createRegistry() });
      expect(problems.map(({ code }) => code)).to.include('budget');
    }
  });
});
