"""Settings in the environment, in three spellings."""

import os
from os import environ, getenv

import torch
from torch import nn

EPOCHS = int(environ["EPOCHS"]) if "EPOCHS" in environ else 33
BATCH = int(getenv("BATCH") or 9)
LR = float(os.environ.get("LR", default="1e-2"))

model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=LR)
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(torch.rand(90, 2), torch.rand(90, 1)), batch_size=BATCH
)
for _ in range(EPOCHS):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
