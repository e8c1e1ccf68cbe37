"""Pictures of the hub, transformed when they are read."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from torchvision.transforms import Compose, Normalize, Resize, ToTensor

dataset = load_dataset("zalando-datasets/fashion_mnist")
transform = Compose([Resize(32), ToTensor(), Normalize((0.5,), (0.5,))])


def apply(batch):
    batch["pixel_values"] = [transform(image) for image in batch["image"]]
    return batch


dataset.set_transform(apply)


def collate(samples):
    return {
        "x": torch.stack([s["pixel_values"] for s in samples]),
        "y": torch.tensor([s["label"] for s in samples]),
    }


loader = DataLoader(dataset["train"], batch_size=50, shuffle=True, collate_fn=collate)
model = nn.Sequential(nn.Flatten(), nn.Linear(32 * 32, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.AdamW(model.parameters())
for epoch in range(4):
    for batch in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch["x"]), batch["y"])
        loss.backward()
        optimizer.step()
