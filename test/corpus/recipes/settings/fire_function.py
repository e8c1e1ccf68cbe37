"""Python Fire on a function with defaults."""

import fire
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(n_epochs=33, batch=10, hidden=20, verbose=False):
    net = nn.Sequential(nn.Linear(4, hidden), nn.Sigmoid(), nn.Linear(hidden, 3))
    optimizer = torch.optim.Adam(net.parameters())
    loader = DataLoader(TensorDataset(torch.randn(990, 4), torch.randint(0, 3, (990,))), batch_size=batch)
    for epoch in range(n_epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(net(x), y)
            loss.backward()
            optimizer.step()
        if verbose:
            print(epoch, loss.item())


if __name__ == "__main__":
    fire.Fire(train)
