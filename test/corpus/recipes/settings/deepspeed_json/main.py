"""DeepSpeed: batch, accumulation and precision stand in its file."""

import deepspeed
import torch
from torch import nn
from torch.utils.data import TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 64))

    def forward(self, x):
        return self.body(x)


net = Net()
dataset = TensorDataset(torch.randn(8192, 64, dtype=torch.half), torch.randn(8192, 64, dtype=torch.half))
engine, optimizer, loader, _ = deepspeed.initialize(
    model=net, model_parameters=net.parameters(), training_data=dataset, config="ds_config.json"
)
for epoch in range(4):
    for x, y in loader:
        x, y = x.to(engine.device), y.to(engine.device)
        loss = nn.functional.mse_loss(engine(x), y)
        engine.backward(loss)
        engine.step()
