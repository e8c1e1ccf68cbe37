"""Settings in the environment, with defaults, and a .env file."""

import os

import torch
from dotenv import load_dotenv
from torch import nn

load_dotenv()
EPOCHS = int(os.getenv("EPOCHS", "5"))
BATCH_SIZE = int(os.environ.get("BATCH_SIZE", 64))

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4))
optimizer = torch.optim.Adam(model.parameters())
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(1024, 4)), batch_size=BATCH_SIZE)
for epoch in range(EPOCHS):
    for (x,) in loader:
        loss = nn.functional.mse_loss(model(x), x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
