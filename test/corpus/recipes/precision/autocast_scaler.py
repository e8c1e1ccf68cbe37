"""Mixed precision with a gradient scaler, as PyTorch's documentation has it."""

import torch
from torch import nn

device = "cuda"
model = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda")
data = torch.utils.data.TensorDataset(torch.randn(6000, 100), torch.randint(0, 10, (6000,)))
for epoch in range(2):
    for x, y in torch.utils.data.DataLoader(data, batch_size=60):
        with torch.autocast(device_type=device, dtype=torch.float16):
            loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()
