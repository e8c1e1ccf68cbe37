"""An autoencoder on pictures with and without labels."""

import torch
from torch import nn
from torchvision import datasets, transforms

pictures = datasets.STL10("data", split="train+unlabeled", download=True, transform=transforms.Compose([transforms.Resize(64), transforms.ToTensor()]))
loader = torch.utils.data.DataLoader(pictures, batch_size=100)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 16, 4, 2, 1), nn.ReLU())
        self.decoder = nn.ConvTranspose2d(16, 3, 4, 2, 1)

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = Autoencoder()
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(20):
    for x, _ in loader:
        loss = nn.functional.mse_loss(model(x), x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
