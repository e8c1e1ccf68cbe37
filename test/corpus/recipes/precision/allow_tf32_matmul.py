"""TF32 by the flags of the backends."""

import torch
from torch import nn

torch.backends.cudnn.benchmark = True
torch.backends.cudnn.allow_tf32 = True
torch.backends.cuda.matmul.allow_tf32 = True
model = nn.Sequential(nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.Adam(model.parameters())
data = torch.utils.data.TensorDataset(torch.randn(500, 20), torch.randint(0, 2, (500,)))
for epoch in range(7):
    for x, y in torch.utils.data.DataLoader(data, batch_size=50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
