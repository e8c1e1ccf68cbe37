"""A GAN: both networks are trained in one loop."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import MNIST


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(100, 128), nn.ReLU(), nn.Linear(128, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1))

    def forward(self, image):
        return self.net(image)


G, D = Generator(), Discriminator()
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
loader = DataLoader(MNIST(".", transform=transforms.ToTensor()), batch_size=64, shuffle=True)
for epoch in range(50):
    for real, _ in loader:
        size = real.size(0)
        z = torch.randn(size, 100)
        opt_d.zero_grad()
        loss_d = bce(D(real), torch.ones(size, 1)) + bce(D(G(z).detach()), torch.zeros(size, 1))
        loss_d.backward()
        opt_d.step()
        opt_g.zero_grad()
        loss_g = bce(D(G(z)), torch.ones(size, 1))
        loss_g.backward()
        opt_g.step()
