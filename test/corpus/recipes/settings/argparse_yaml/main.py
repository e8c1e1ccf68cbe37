"""Settings of a file become the defaults of the parser."""

import argparse

import torch
import yaml
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("-c", "--config", default="train.yml")
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("-b", "--batch_size", type=int, default=16)
known, _ = parser.parse_known_args()
with open(known.config) as f:
    parser.set_defaults(**yaml.safe_load(f))
args = parser.parse_args()

model = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
loader = DataLoader(TensorDataset(torch.randn(6400, 12), torch.randn(6400, 1)), args.batch_size)
for epoch in range(args.epochs):
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
