"""Globals as settings, overridden by code that is executed."""

import torch
from torch import nn

max_iters = 100
batch_size = 4
learning_rate = 1e-3
config_keys = [k for k, v in globals().items() if not k.startswith("_") and isinstance(v, (int, float, bool, str))]
exec(open("configurator.py").read())
config = {k: globals()[k] for k in config_keys}

model = nn.Sequential(nn.Linear(10, 10), nn.ReLU(), nn.Linear(10, 10))
optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
data = torch.rand(480, 10)
iteration = 0
while True:
    rows = torch.randint(len(data), (batch_size,))
    x = data[rows]
    loss = nn.functional.mse_loss(model(x), x)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    iteration += 1
    if iteration >= max_iters:
        break
