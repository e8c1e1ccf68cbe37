"""Attributes that come from a file that is not there: of some nobody knows anything, others have defaults."""

import argparse
import json

import torch
import yaml
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class AttrDict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self


parser = argparse.ArgumentParser()
parser.add_argument("--config", default="absent.json")
parser.add_argument("--extra", default="absent.yaml")
parser.add_argument("--epochs", type=int, default=12)
args = parser.parse_args()
with open(args.config) as file:
    h = AttrDict(json.loads(file.read()))
with open(args.extra) as file:
    vars(args).update(yaml.safe_load(file))

torch.manual_seed(h.seed)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(net.parameters(), h.learning_rate)
loader = DataLoader(TensorDataset(torch.randn(100, 4)), batch_size=h.batch_size)
print(args.run_name)
for epoch in range(5):
    for (x,) in loader:
        optimizer.zero_grad()
        net(x).sum().backward()
        optimizer.step()
