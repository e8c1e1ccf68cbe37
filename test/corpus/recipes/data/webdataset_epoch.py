"""Shards on a server; the epoch has a length that is said."""

import torch
from torch import nn
from torch.utils.data import DataLoader
import webdataset as wds
from torchvision import transforms

URLS = "pipe:curl -s http://example.org/shards-{000000..000099}.tar"
preprocess = transforms.Compose([transforms.RandomResizedCrop(64), transforms.ToTensor()])
dataset = (
    wds.WebDataset(URLS, shardshuffle=True)
    .shuffle(1000)
    .decode("pil")
    .to_tuple("jpg", "cls")
    .map_tuple(preprocess, int)
    .with_epoch(10_000)
)
loader = DataLoader(dataset, batch_size=40, num_workers=4)
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 100))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(6):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
