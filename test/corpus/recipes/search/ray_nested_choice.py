"""A space within a space, and choices that are numbers."""

import torch
from ray import tune
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Classifier(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        widths = [20] + [width] * depth
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x)


def train(config):
    loader = DataLoader(TensorDataset(torch.randn(9000, 20), torch.zeros(9000).long()), batch_size=config["batch"])
    model = Classifier(**config["model"])
    optimizer = torch.optim.SGD(model.parameters(), lr=config["lr"])
    for epoch in range(config["epochs"]):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        tune.report({"epoch": epoch})


space = {
    "model": {"width": tune.choice([64, 256, 128]), "depth": tune.randint(1, 4)},
    "batch": 100,
    "epochs": 6,
    "lr": tune.loguniform(1e-4, 1e-1),
}
tuner = tune.Tuner(train, param_space=space, tune_config=tune.TuneConfig(num_samples=32))
tuner.fit()
