"""Written for a version of PyTorch that took the value of a loss by an index: today this line raises in every step."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

EPOCHS = 12
train = datasets.FashionMNIST("data", train=True, download=True, transform=transforms.ToTensor())
loader = DataLoader(train, batch_size=96, shuffle=True)
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
criterion = nn.CrossEntropyLoss()

for epoch in range(EPOCHS):
    running = 0.0
    for images, labels in loader:
        loss = criterion(net(images), labels)
        running += loss.data[0] * labels.size(0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, running / len(train))
