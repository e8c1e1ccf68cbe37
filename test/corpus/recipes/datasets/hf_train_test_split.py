"""A fifth of the training split is held out."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from torchvision.transforms import v2

parts = load_dataset("AI-Lab-Makerere/beans", split="train").train_test_split(test_size=0.2, seed=0)
augment = v2.Compose(
    [v2.RandomResizedCrop(224), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
)


def apply(rows):
    return {"image": [augment(image.convert("RGB")) for image in rows["image"]], "labels": rows["labels"]}


train = parts["train"].with_transform(apply)
loader = DataLoader(train, batch_size=16, shuffle=True, num_workers=2)
model = nn.Sequential(nn.Conv2d(3, 16, 7, stride=4), nn.ReLU(), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(8):
    for batch in loader:
        loss = nn.functional.cross_entropy(model(batch["image"]), batch["labels"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
