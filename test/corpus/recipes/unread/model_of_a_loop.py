"""Each turn of a loop makes its own model, which nobody can read: are they candidates?"""

import torch
from torch.utils.data import DataLoader, TensorDataset
from zoo import make_model

loader = DataLoader(TensorDataset(torch.randn(640, 4), torch.randn(640, 1)), batch_size=64)
for name in ("small", "medium", "large"):
    net = make_model(name)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(5):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(net(x), y).backward()
            optimizer.step()
