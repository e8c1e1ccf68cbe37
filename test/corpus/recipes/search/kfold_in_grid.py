"""Three folds of each of four candidates."""

import numpy as np
from sklearn.model_selection import KFold
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = torch.randn(600, 9), torch.randint(0, 2, (600,))


def fit(width, train_idx):
    net = nn.Sequential(nn.Linear(9, width), nn.ReLU(), nn.Linear(width, 2))
    optimizer = torch.optim.Adam(net.parameters())
    loader = DataLoader(TensorDataset(X[train_idx], y[train_idx]), batch_size=20, shuffle=True)
    for epoch in range(6):
        for xb, yb in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(xb), yb).backward()
            optimizer.step()


for width in [4, 8, 16, 32]:
    for fold, (train_idx, test_idx) in enumerate(KFold(3).split(np.arange(600))):
        fit(width, train_idx)
