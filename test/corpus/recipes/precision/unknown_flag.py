"""The precision is a required argument."""

import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--precision", choices=["bf16", "fp16"], required=True)
args = parser.parse_args()
TYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}
model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
for (x,) in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(100, 4)), batch_size=10):
    with torch.autocast("cuda", dtype=TYPES[args.precision]):
        loss = nn.functional.mse_loss(model(x), x)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
