"""The batch for as many devices as there are: it is counted for one."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("mps" if torch.backends.mps.is_available() else "cpu")
loader = DataLoader(TensorDataset(torch.randn(1200, 8), torch.randint(0, 2, (1200,))), batch_size=24 * max(1, torch.cuda.device_count()))
model = nn.Linear(8, 2).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
