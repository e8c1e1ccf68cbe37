"""Everything in double precision."""

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
x = torch.linspace(0, 1, 200).reshape(-1, 1)
model = nn.Sequential(nn.Linear(1, 20), nn.Tanh(), nn.Linear(20, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, torch.sin(x)), batch_size=len(x))
for epoch in range(50):
    for a, b in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(a), b).backward()
        optimizer.step()
