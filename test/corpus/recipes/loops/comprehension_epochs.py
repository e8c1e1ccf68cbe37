"""The epochs stand in a comprehension."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
optimizer = torch.optim.Adam(model.parameters())
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(torch.rand(512, 3), torch.rand(512, 1)), batch_size=16
)


def one_epoch():
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


history = [one_epoch() for _ in range(9)]
