"""The array is filled anew for each step: its rows are a batch, and nobody knows how much data there is."""

import numpy as np
import torch
from torch import nn

batch = np.zeros((16, 5), dtype=np.float32)
model = nn.Linear(5, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
for step in range(60):
    batch[:] = np.random.randn(16, 5)
    loss = model(torch.from_numpy(batch)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
