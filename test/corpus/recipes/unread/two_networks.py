"""Two networks of a package that is not there: which of them is given what stands in the code, and is not told apart."""

import torch
from torch.utils.data import DataLoader, TensorDataset

import some_generators as zoo

loader = DataLoader(TensorDataset(torch.randn(500, 3, 48, 48)), batch_size=25)
generator, critic = zoo.make_generator(), zoo.make_critic()
optimizer = torch.optim.Adam([*generator.parameters(), *critic.parameters()])

for epoch in range(6):
    for (real,) in loader:
        fake = generator(torch.randn(25, 128))
        loss = critic(real).mean() - critic(fake).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
