"""Five thousand digits are set apart for validation."""

import torch
import torchvision
from torch import nn
from torch.utils.data import DataLoader, random_split

full = torchvision.datasets.MNIST("./data", train=True, transform=torchvision.transforms.ToTensor(), download=True)
train_set, val_set = random_split(full, [55_000, 5_000], generator=torch.Generator().manual_seed(1))
train_loader = DataLoader(train_set, batch_size=100, shuffle=True, drop_last=True)
val_loader = DataLoader(val_set, batch_size=500)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 5)
        self.fc = nn.Linear(8 * 12 * 12, 10)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv(x)), 2)
        return self.fc(x.flatten(1))


net = Net()
optimizer = torch.optim.Adadelta(net.parameters())
for epoch in range(1, 15):
    net.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        for images, labels in val_loader:
            net(images)
