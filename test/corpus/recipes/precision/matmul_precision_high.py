"""TF32 and torch.compile."""

import torch
from torch import nn

torch.set_float32_matmul_precision("high")
model = nn.Sequential(nn.Linear(48, 96), nn.SiLU(), nn.Linear(96, 48))
compiled = torch.compile(model, mode="reduce-overhead")
optimizer = torch.optim.AdamW(model.parameters(), fused=True)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(960, 48)), batch_size=96)
for epoch in range(4):
    for (x,) in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(compiled(x), x).backward()
        optimizer.step()
