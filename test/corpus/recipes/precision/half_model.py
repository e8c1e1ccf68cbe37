"""A model that is cast to half precision as a whole."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1)).cuda().half()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
data = torch.utils.data.TensorDataset(torch.randn(320, 16), torch.randn(320, 1))
for epoch in range(5):
    for x, y in torch.utils.data.DataLoader(data, batch_size=32):
        x, y = x.cuda().half(), y.cuda().half()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
