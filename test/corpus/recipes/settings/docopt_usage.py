"""Trains a small network.

Usage:
  train.py [--epochs=<n>] [--batch=<b>] [--amp]

Options:
  -e <n>, --epochs=<n>  Passes over the data [default: 21].
  --batch=<b>           Samples of a batch [default: 16].
  --amp                 Mixed precision.
"""

import torch
from docopt import docopt
from torch import nn

arguments = docopt(__doc__, version="1.0")
model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters())
data = torch.utils.data.TensorDataset(torch.rand(512, 4), torch.rand(512, 1))
loader = torch.utils.data.DataLoader(data, batch_size=int(arguments["--batch"]))
for epoch in range(int(arguments["--epochs"])):
    for x, y in loader:
        with torch.autocast("cuda", enabled=arguments["--amp"]):
            loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
