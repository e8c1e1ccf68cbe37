"""Labels are made anew one by one, in a loop over very many rows that trains nothing."""

import torch
from torch import nn

labels = torch.zeros(2_000_000, dtype=torch.long)
other = labels.clone()
for i, label in enumerate(labels):
    allowed = list(range(10))
    allowed.remove(label.item())
    other[i] = torch.tensor(allowed)[torch.randint(9, size=(1,))].item()

x = torch.randn(2_000_000, 12)
model = nn.Linear(12, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(25):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), other).backward()
    optimizer.step()
