"""The weights of an unknown model are converted: its precision is nobody's default."""

import torch
from torch.utils.data import DataLoader, TensorDataset
from zoo import make_model

net = make_model().to("cuda").to(torch.bfloat16)
loader = DataLoader(TensorDataset(torch.randn(640, 4), torch.randn(640, 1)), batch_size=64)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(5):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(net(x), y).backward()
        optimizer.step()
