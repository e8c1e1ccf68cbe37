"""Settings in TOML, read by tomllib."""

import tomllib

import torch
from torch import nn

with open("settings.toml", "rb") as handle:
    settings = tomllib.load(handle)
train = settings["train"]

model = nn.Sequential(*[nn.Linear(5, 5) for _ in range(settings["model"]["layers"])])
optimizer = torch.optim.Adam(model.parameters(), lr=train["lr"])
data = torch.utils.data.TensorDataset(torch.rand(300, 5), torch.rand(300, 5))
loader = torch.utils.data.DataLoader(data, batch_size=train["batch_size"], shuffle=True)
for epoch in range(train["epochs"]):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
