"""The first ten thousand rows after a shuffle, in eight shards of which one is trained on."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms

train = load_dataset("uoft-cs/cifar10", split="train").shuffle(seed=42).select(range(10_000))
train = train.shard(num_shards=8, index=3)
to_tensor = transforms.Compose([transforms.RandomCrop(32, padding=4), transforms.ToTensor()])
train = train.with_transform(lambda rows: {"x": [to_tensor(i) for i in rows["img"]], "y": rows["label"]})
loader = DataLoader(train, batch_size=25)

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(12):
    for rows in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(rows["x"]), rows["y"]).backward()
        optimizer.step()
