"""Every step makes a tensor of the same array, on the device: it goes over all of the data."""

import numpy as np
import torch
from torch import nn

x_train = np.array([[3.3], [4.4], [5.5], [6.71], [6.93], [4.168], [9.779]], dtype=np.float32)
y_train = np.array([[1.7], [2.76], [2.09], [3.19], [1.694], [1.573], [3.366]], dtype=np.float32)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
for epoch in range(60):
    inputs = torch.from_numpy(x_train).to("cuda").double().float()
    targets = torch.from_numpy(y_train).to("cuda")
    loss = nn.functional.mse_loss(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
