"""A GAN that optimises by hand inside of Lightning."""

import lightning as L
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import MNIST


class Generator(nn.Module):
    def __init__(self, latent=100):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(latent, 256), nn.LeakyReLU(0.2), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))

    def forward(self, image):
        return self.net(image)


class GAN(L.LightningModule):
    def __init__(self, latent=100):
        super().__init__()
        self.save_hyperparameters()
        self.automatic_optimization = False
        self.generator = Generator(latent)
        self.discriminator = Discriminator()

    def training_step(self, batch):
        images, _ = batch
        opt_g, opt_d = self.optimizers()
        ones = torch.ones(images.size(0), 1)
        zeros = torch.zeros(images.size(0), 1)
        z = torch.randn(images.size(0), self.hparams.latent)

        g_loss = F.binary_cross_entropy_with_logits(self.discriminator(self.generator(z)), ones)
        opt_g.zero_grad()
        self.manual_backward(g_loss)
        opt_g.step()

        real = F.binary_cross_entropy_with_logits(self.discriminator(images), ones)
        fake = F.binary_cross_entropy_with_logits(self.discriminator(self.generator(z).detach()), zeros)
        opt_d.zero_grad()
        self.manual_backward((real + fake) / 2)
        opt_d.step()

    def configure_optimizers(self):
        opt_g = torch.optim.Adam(self.generator.parameters(), lr=2e-4)
        opt_d = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4)
        return [opt_g, opt_d], []


dataset = MNIST("data", download=True, transform=transforms.ToTensor())
trainer = L.Trainer(max_epochs=20)
trainer.fit(GAN(), DataLoader(dataset, batch_size=100, shuffle=True))
