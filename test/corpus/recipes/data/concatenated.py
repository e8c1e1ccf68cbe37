"""Two data sets as one, by the function and by the plus sign."""

import torch
from torch import nn
from torch.utils.data import DataLoader, ConcatDataset
from torchvision import datasets, transforms

tf = transforms.Compose([transforms.Grayscale(), transforms.Resize((32, 32)), transforms.ToTensor()])
parts = [datasets.MNIST("data", transform=tf), datasets.FashionMNIST("data", transform=tf)]
both = ConcatDataset(parts) + datasets.USPS("data", transform=tf)
loader = DataLoader(both, 128, shuffle=True)
model = nn.Sequential(nn.Flatten(), nn.Linear(1024, 10))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(2):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
