"""gin binds the arguments of functions."""

import gin
import torch
from torch import nn


@gin.configurable
def make_model(width=4):
    return nn.Sequential(nn.Linear(6, width), nn.ReLU(), nn.Linear(width, 6))


@gin.configurable("trainer")
def train(model, epochs=1, batch_size=3, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    data = torch.utils.data.TensorDataset(torch.rand(360, 6))
    for _ in range(epochs):
        for (x,) in torch.utils.data.DataLoader(data, batch_size=batch_size):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), x).backward()
            optimizer.step()


gin.parse_config_file("train.gin")
train(make_model(), batch_size=18)
