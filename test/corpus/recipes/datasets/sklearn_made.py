"""Made data: as many rows and columns as are asked for."""

import numpy as np
import torch
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from torch import nn

X, y = make_moons(n_samples=2_000, noise=0.2)
X_train, X_valid, y_train, y_valid = train_test_split(X.astype(np.float32), y, train_size=0.75)
inputs, targets = torch.from_numpy(X_train), torch.from_numpy(y_train)

net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(300):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(inputs), targets)
    loss.backward()
    optimizer.step()
