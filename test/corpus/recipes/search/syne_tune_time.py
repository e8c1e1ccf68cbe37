"""Syne Tune until its time is up: how many trials fit into that is not known."""

import torch
from syne_tune import Reporter, StoppingCriterion, Tuner
from syne_tune.backend import PythonBackend
from syne_tune.config_space import loguniform
from syne_tune.optimizer.baselines import RandomSearch
from torchvision import datasets, transforms


def train(rate, rounds):
    digits = datasets.MNIST("digits", train=True, transform=transforms.ToTensor())
    batches = torch.utils.data.DataLoader(digits, batch_size=50)
    reporter = Reporter()
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
    descent = torch.optim.SGD(net.parameters(), lr=rate)
    for turn in range(1, rounds + 1):
        for digit, label in batches:
            descent.zero_grad()
            torch.nn.functional.cross_entropy(net(digit), label).backward()
            descent.step()
        reporter(epoch=turn)


space = {"rate": loguniform(1e-4, 1e-1), "rounds": 9}
Tuner(
    trial_backend=PythonBackend(tune_function=train, config_space=space),
    scheduler=RandomSearch(space, metrics=["loss"]),
    stop_criterion=StoppingCriterion(max_wallclock_time=3600),
).run()
