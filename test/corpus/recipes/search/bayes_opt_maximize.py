"""Points at random first, then those that the process proposes."""

from bayes_opt import BayesianOptimization
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(6400, 20), torch.randint(0, 3, (6400,)))


def train(hidden, lr, epochs=5):
    model = nn.Sequential(nn.Linear(20, hidden), nn.ReLU(), nn.Linear(hidden, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loader = DataLoader(data, batch_size=64, shuffle=True)
    total = 0.0
    for _ in range(epochs):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
    return total


def black_box(hidden, lr):
    return -train(int(hidden), lr)


optimizer = BayesianOptimization(f=black_box, pbounds={"hidden": (16, 64), "lr": (1e-4, 1e-1)}, random_state=1)
optimizer.maximize(init_points=5, n_iter=20)
