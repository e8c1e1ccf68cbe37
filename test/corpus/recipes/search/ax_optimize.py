"""The loop interface of Ax."""

from ax.service.managed_loop import optimize
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


best_parameters, values, experiment, model = optimize(
    parameters=[
        {"name": "lr", "type": "range", "bounds": [1e-6, 0.4], "log_scale": True},
        {"name": "hidden", "type": "choice", "values": [32, 64, 128]},
    ],
    evaluation_function=lambda p: train(p["hidden"], p["lr"]),
    objective_name="loss",
    total_trials=18,
)
