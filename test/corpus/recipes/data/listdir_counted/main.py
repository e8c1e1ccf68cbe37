"""The names of a folder, filtered by their ending."""

import os

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ROOT = os.path.join(os.path.dirname(__file__), "clips")


class Clips(Dataset):
    def __init__(self):
        self.names = [name for name in os.listdir(ROOT) if name.endswith(".wav")]

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        return torch.zeros(1, 8000), 0


loader = DataLoader(Clips(), batch_size=2, shuffle=True)
model = nn.Sequential(nn.Conv1d(1, 4, 9, 4), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(4, 2))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
