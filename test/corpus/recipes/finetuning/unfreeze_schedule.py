"""Gradual unfreezing: a layer more every three epochs."""

import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(3))

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


model = Stack()
for parameter in model.parameters():
    parameter.requires_grad = False
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(1200, 8)), batch_size=40)
for epoch in range(9):
    if epoch % 3 == 0:
        for parameter in model.layers[2 - epoch // 3].parameters():
            parameter.requires_grad = True
    for (x,) in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), x).backward()
        optimizer.step()
