"""Fabric: the loops are the script's, the precision is Fabric's."""

import lightning as L
import torch
from torch import nn

fabric = L.Fabric(accelerator="cuda", devices=1, precision="bf16-mixed")
fabric.launch()
model = nn.Sequential(nn.Linear(10, 40), nn.ReLU(), nn.Linear(40, 10))
optimizer = torch.optim.Adam(model.parameters())
model, optimizer = fabric.setup(model, optimizer)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(2560, 10)), batch_size=128)
loader = fabric.setup_dataloaders(loader)
for epoch in range(3):
    for (x,) in loader:
        loss = nn.functional.mse_loss(model(x), x)
        optimizer.zero_grad()
        fabric.backward(loss)
        optimizer.step()
