"""The whole training set in every step."""

import torch
from torch import nn

torch.manual_seed(0)
X = torch.linspace(-3, 3, 400).unsqueeze(1)
Y = torch.sin(X)
model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.LBFGS(model.parameters()) if False else torch.optim.Adam(model.parameters())
for epoch in range(2000):
    prediction = model(X)
    loss = criterion(prediction, Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
