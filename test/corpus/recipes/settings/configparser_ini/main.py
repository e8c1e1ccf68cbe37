"""Settings in an INI file."""

import configparser

import torch
from torch import nn

config = configparser.ConfigParser()
config.read("train.ini")
section = config["training"]
epochs = section.getint("epochs")
batch_size = config.getint("training", "batch_size")
hidden = section.getint("hidden", fallback=32)

model = nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=section.getfloat("lr"))
data = torch.utils.data.TensorDataset(torch.rand(720, 2), torch.rand(720, 2))
for _ in range(epochs):
    for x, y in torch.utils.data.DataLoader(data, batch_size=batch_size):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
