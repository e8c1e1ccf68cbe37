"""Which role a process has is said on the command line; that which trains is the one of interest."""

import argparse

import torch
from torch import nn


def serve():
    print("waiting")


def train(model):
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(120):
        optimizer.zero_grad()
        model(torch.randn(20, 4)).mean().backward()
        optimizer.step()


parser = argparse.ArgumentParser()
parser.add_argument("--rank", type=int, default=None)
args = parser.parse_args()
assert args.rank is not None, "which process is this?"
if args.rank == 0:
    serve()
else:
    train(nn.Linear(4, 1))
