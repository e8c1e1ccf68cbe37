"""Syne Tune calls a function; its scheduler gives trials up early."""

import torch
from syne_tune import Reporter, StoppingCriterion, Tuner
from syne_tune.backend import PythonBackend
from syne_tune.config_space import choice, finrange, lograndint, loguniform, randint
from syne_tune.optimizer.baselines import ASHA
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Mlp(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = [nn.Linear(10, width)]
        layers += [nn.Linear(width, width) for _ in range(depth)]
        self.layers = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, x):
        return self.layers(x)


def train(width, depth, batch_size, lr, dropout, epochs):
    report = Reporter()
    loader = DataLoader(TensorDataset(torch.randn(4000, 10), torch.randn(4000, 1)), batch_size=batch_size)
    model = Mlp(width, depth)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        report(epoch=epoch + 1, loss=loss.item())


config_space = {
    "width": lograndint(16, 256),
    "depth": randint(1, 3),
    "batch_size": choice([20, 40, 80]),
    "lr": loguniform(1e-4, 1e-1),
    "dropout": finrange(0.0, 0.5, 6),
    "epochs": 9,
}
tuner = Tuner(
    trial_backend=PythonBackend(tune_function=train, config_space=config_space),
    scheduler=ASHA(config_space, metric="loss", resource_attr="epoch", max_resource_level=9),
    stop_criterion=StoppingCriterion(max_num_trials_started=40, max_wallclock_time=3600),
    n_workers=4,
)
tuner.run()
