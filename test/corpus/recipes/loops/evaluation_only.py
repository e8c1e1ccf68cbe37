"""A benchmark: loops, losses, and no update."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(torch.rand(5000, 64), torch.randint(0, 10, (5000,))), batch_size=50
)
model.eval()
for epoch in range(10):
    correct = 0
    with torch.inference_mode():
        for x, y in loader:
            logits = model(x)
            loss = nn.functional.cross_entropy(logits, y)
            correct += (logits.argmax(1) == y).sum().item()
    print(epoch, correct)
