"""Accumulation by a counter that is kept by hand."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Rows(Dataset):
    def __init__(self, path):
        self.rows = open(path).readlines()

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return torch.zeros(5), torch.zeros(1)


model = nn.Sequential(nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = DataLoader(Rows("table.rows"), batch_size=10)
seen = 0
for epoch in range(4):
    for x, y in loader:
        nn.functional.mse_loss(model(x), y).backward()
        seen += 1
        if seen % 3 == 0:
            optimizer.step()
            optimizer.zero_grad()
