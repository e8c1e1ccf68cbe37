"""Pictures of files that are not there: three means say that they have three bands."""

import glob

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Pictures(Dataset):
    def __init__(self, root, size):
        self.files = sorted(glob.glob(root + "/*.*"))
        mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
        self.transform = transforms.Compose(
            [transforms.Resize((size, size)), transforms.ToTensor(), transforms.Normalize(mean, std)]
        )

    def __getitem__(self, index):
        return self.transform(Image.open(self.files[index % len(self.files)]))

    def __len__(self):
        return len(self.files)


net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 3, 3, padding=1))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(9):
    for pictures in DataLoader(Pictures("../nowhere", 72), batch_size=6):
        optimizer.zero_grad()
        nn.functional.l1_loss(net(pictures.type(torch.Tensor)), pictures).backward()
        optimizer.step()
