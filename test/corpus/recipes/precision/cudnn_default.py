"""A flag that is as it was."""

import torch
from torch import nn

torch.backends.cudnn.allow_tf32 = True
model = nn.Sequential(nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.Adam(model.parameters())
data = torch.utils.data.TensorDataset(torch.randn(100, 20), torch.randint(0, 2, (100,)))
for epoch in range(3):
    for x, y in torch.utils.data.DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
