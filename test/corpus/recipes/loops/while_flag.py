"""A while loop over epochs with a flag."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 2))
optimizer = torch.optim.Adam(model.parameters())
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(torch.rand(1000, 6), torch.randint(0, 2, (1000,))), batch_size=50
)
epoch = 0
converged = False
previous = None
while epoch < 40 and not converged:
    running = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        running += loss.item()
    if previous is not None and abs(previous - running) < 1e-4:
        converged = True
    previous = running
    epoch += 1
