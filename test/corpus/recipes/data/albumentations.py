"""Pictures through albumentations, whose crops give the shape."""

import albumentations as A
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader
from albumentations.pytorch import ToTensorV2
from torch.utils.data import Dataset
from torchvision.datasets import OxfordIIITPet

augment = A.Compose(
    [A.Resize(height=256, width=256), A.RandomCrop(224, 224), A.HorizontalFlip(p=0.5), A.Normalize(), ToTensorV2()]
)


class Pets(Dataset):
    def __init__(self, pets, transform):
        self.pets, self.transform = pets, transform

    def __len__(self):
        return len(self.pets)

    def __getitem__(self, i):
        image, label = self.pets[i]
        return self.transform(image=np.array(image))["image"], label


loader = DataLoader(Pets(OxfordIIITPet("data", download=True), augment), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Conv2d(3, 8, 7, 4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 37))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(10):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
