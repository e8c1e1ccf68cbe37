"""Weights and batches in bfloat16."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
model = model.to(device="cuda", dtype=torch.bfloat16)
optimizer = torch.optim.AdamW(model.parameters())
data = torch.utils.data.TensorDataset(torch.randn(320, 16), torch.randn(320, 1))
for epoch in range(6):
    for x, y in torch.utils.data.DataLoader(data, batch_size=16):
        x, y = x.to("cuda", torch.bfloat16), y.to("cuda", torch.bfloat16)
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
