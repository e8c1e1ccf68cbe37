"""Full-batch training with LBFGS and a closure."""

import torch
from torch import nn

x = torch.linspace(-1, 1, 400).unsqueeze(1)
y = torch.sin(3 * x)
model = nn.Sequential(nn.Linear(1, 30), nn.Tanh(), nn.Linear(30, 1))
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.8)
dataset = torch.utils.data.TensorDataset(x, y)
loader = torch.utils.data.DataLoader(dataset, batch_size=len(dataset))


for i in range(15):
    for inputs, targets in loader:

        def closure():
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            return loss

        optimizer.step(closure)
