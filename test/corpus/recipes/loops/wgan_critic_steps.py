"""The critic takes five steps for one of the generator."""

import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, z):
        return self.net(z)


critic, generator = Critic(), Generator()
critic_optimizer = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
generator_optimizer = torch.optim.RMSprop(generator.parameters(), lr=5e-5)
for iteration in range(1000):
    for _ in range(5):
        real, fake = torch.randn(50, 2), generator(torch.randn(50, 8)).detach()
        critic_loss = critic(fake).mean() - critic(real).mean()
        critic_optimizer.zero_grad()
        critic_loss.backward()
        critic_optimizer.step()
    generator_loss = -critic(generator(torch.randn(50, 8))).mean()
    generator_optimizer.zero_grad()
    generator_loss.backward()
    generator_optimizer.step()
