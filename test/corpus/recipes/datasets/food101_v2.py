"""The second generation of torchvision's transforms."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import Food101
from torchvision.transforms import v2

transform = v2.Compose(
    [
        v2.ToImage(),
        v2.Resize(256, antialias=True),
        v2.CenterCrop(224),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(mean=[0.5] * 3, std=[0.5] * 3),
    ]
)
train = Food101("data", split="train", transform=transform, download=True)
loader = DataLoader(train, batch_size=48, shuffle=True)
model = nn.Sequential(nn.Conv2d(3, 24, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 101))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(5):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
