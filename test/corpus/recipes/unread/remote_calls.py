"""The optimiser has the weights of a known model, whose calls go through something unknown."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from transport import remote_call


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine = nn.Linear(4, 2)

    def forward(self, x):
        return self.affine(x)


policy = Policy()
optimizer = torch.optim.Adam(policy.parameters())
loader = DataLoader(TensorDataset(torch.randn(256, 4)), batch_size=32)
for epoch in range(4):
    for (x,) in loader:
        optimizer.zero_grad()
        loss = remote_call(policy, x).mean()
        loss.backward()
        optimizer.step()
