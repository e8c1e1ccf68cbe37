"""The service interface of Ax."""

from ax.service.ax_client import AxClient, ObjectiveProperties
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

ax_client = AxClient()
ax_client.create_experiment(
    name="tune",
    parameters=[
        {"name": "hidden", "type": "range", "bounds": [16, 128], "value_type": "int"},
        {"name": "lr", "type": "range", "bounds": [1e-6, 0.4], "log_scale": True},
    ],
    objectives={"loss": ObjectiveProperties(minimize=True)},
)
for i in range(25):
    parameters, trial_index = ax_client.get_next_trial()
    ax_client.complete_trial(trial_index=trial_index, raw_data=train(**parameters))
