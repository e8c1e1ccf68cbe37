"""The optimiser lives elsewhere and is only reached through a reference to it."""

import torch
from transport import remote

model = remote("worker", "model")
reference = remote("worker", "optimiser")
for step in range(300):
    loss = model.call(torch.randn(16, 3)).mean()
    loss.backward()
    reference.local().step()
    reference.local().zero_grad()
