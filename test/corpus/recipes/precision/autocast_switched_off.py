"""Mixed precision only on request."""

import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--amp", action="store_true")
args = parser.parse_args()
model = nn.Sequential(nn.Linear(32, 32), nn.GELU(), nn.Linear(32, 32))
optimizer = torch.optim.AdamW(model.parameters())
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(640, 32)), batch_size=32)
for epoch in range(3):
    for (x,) in loader:
        optimizer.zero_grad()
        with torch.cuda.amp.autocast(enabled=args.amp):
            loss = nn.functional.mse_loss(model(x), x)
        loss.backward()
        optimizer.step()
