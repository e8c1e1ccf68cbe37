"""Parameter groups, and a part that is left out."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(12, 24)
        self.body = nn.Linear(24, 24)
        self.head = nn.Linear(24, 2)

    def forward(self, x):
        return self.head(torch.relu(self.body(torch.relu(self.stem(x)))))


net = Net()
groups = [
    {"params": net.body.parameters(), "lr": 1e-4},
    {"params": net.head.parameters()},
]
optimizer = torch.optim.AdamW(groups, lr=1e-3)
data = torch.utils.data.TensorDataset(torch.randn(900, 12), torch.randint(0, 2, (900,)))
for epoch in range(8):
    for x, y in torch.utils.data.DataLoader(data, batch_size=30):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
