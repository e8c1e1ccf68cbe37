"""A count of updates, which only every eighth batch makes, ends the pass over the data."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

batch_size = 8
micro_batch_size = 1
max_steps = 100
data = TensorDataset(torch.randn(5000, 10), torch.zeros(5000, dtype=torch.long))
loader = DataLoader(data, batch_size=micro_batch_size)
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters())
steps = 0
for i, (x, y) in enumerate(loader):
    is_accumulating = i % (batch_size // micro_batch_size) != 0
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    if not is_accumulating:
        optimizer.step()
        optimizer.zero_grad()
        steps += 1
    if steps == max_steps:
        break
