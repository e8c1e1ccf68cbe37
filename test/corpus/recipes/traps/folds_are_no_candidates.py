"""Folds are not candidates."""

import numpy as np
from sklearn.model_selection import KFold

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = torch.randn(1000, 8), torch.randint(0, 2, (1000,))
for fold, (train_index, test_index) in enumerate(KFold(n_splits=10, shuffle=True).split(X)):
    model = nn.Linear(8, 2)
    optimizer = torch.optim.Adam(model.parameters())
    loader = DataLoader(TensorDataset(X[train_index], y[train_index]), batch_size=30)
    for epoch in range(3):
        for x, y_batch in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y_batch).backward()
            optimizer.step()
