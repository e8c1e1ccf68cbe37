"""simple-parsing: dataclasses beside arguments of argparse's."""

from dataclasses import dataclass

import torch
from simple_parsing import ArgumentParser
from torch import nn


@dataclass
class HParams:
    epochs: int = 17
    batch_size: int = 100
    hidden: int = 64


parser = ArgumentParser()
parser.add_argument("--seed", type=int, default=3)
parser.add_arguments(HParams, dest="hparams")
args = parser.parse_args()
torch.manual_seed(args.seed)
hparams: HParams = args.hparams

net = nn.Sequential(nn.Linear(6, hparams.hidden), nn.ReLU(), nn.Linear(hparams.hidden, 1))
optimizer = torch.optim.RMSprop(net.parameters())
data = torch.utils.data.TensorDataset(torch.randn(1000, 6), torch.randn(1000, 1))
loader = torch.utils.data.DataLoader(data, batch_size=hparams.batch_size)
for epoch in range(hparams.epochs):
    for x, y in loader:
        optimizer.zero_grad()
        ((net(x) - y) ** 2).mean().backward()
        optimizer.step()
