"""Refuses to start without a name that has to be given, and then checks its own folder in a way that fails as well."""

import os

import fire
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

assert torch.__version__ == "1.7.1", "the weights are of this version"


def main(base: str = "", epochs: int = 4, batch_size: int = 20):
    assert base, "say which --base to start from"
    checkpoint = torch.load(os.path.join(base, "weights.pt"))
    data = TensorDataset(torch.randn(900, 16), torch.randint(0, 3, (900,)))
    net = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 3))
    net.load_state_dict(checkpoint)
    optimizer = torch.optim.Adam(net.parameters())
    for _ in range(epochs):
        for x, y in DataLoader(data, batch_size=batch_size, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x), y).backward()
            optimizer.step()


if __name__ == "__main__":
    fire.Fire(main)
