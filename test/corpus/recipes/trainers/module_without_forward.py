"""A Lightning module and an agent that have no forward pass of their own: their parts take the data."""

import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Classifier(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self.net(x), y)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 2))
        self.critic = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1))

    def evaluate(self, observation):
        return self.actor(observation), self.critic(observation)


images = TensorDataset(torch.randn(120, 3, 40, 40), torch.zeros(120).long())
L.Trainer(max_epochs=3).fit(Classifier(), DataLoader(images, batch_size=10))

agent = Agent()
optimizer = torch.optim.Adam(agent.parameters())
for step in range(70):
    logits, value = agent.evaluate(torch.randn(32, 6))
    optimizer.zero_grad()
    (logits.sum() + value.sum()).backward()
    optimizer.step()


class Auto(nn.Module):
    """Takes pictures of any size; only the training says of which."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Conv2d(1, 4, 3, padding=1)
        self.decoder = nn.Conv2d(4, 1, 3, padding=1)

    def forward(self, x):
        return self.decoder(self.encoder(x))


auto = Auto()
optimizer = torch.optim.Adam(auto.parameters())
pictures = DataLoader(TensorDataset(torch.randn(240, 1, 20, 30)), batch_size=24)
for epoch in range(8):
    for (x,) in pictures:
        code = auto.encoder(x)
        optimizer.zero_grad()
        nn.functional.mse_loss(auto.decoder(code + torch.randn_like(code)), x).backward()
        optimizer.step()
