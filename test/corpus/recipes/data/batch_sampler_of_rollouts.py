"""Rollouts are kept in memory; each is gone over several times, in batches of indices."""

import torch
from torch import nn
from torch.utils.data import BatchSampler, RandomSampler

steps, environments = 128, 2
agent = nn.Sequential(nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(agent.parameters(), lr=1e-3)
for rollout in range(30):
    observations = torch.zeros(steps * environments, 4)
    sampler = BatchSampler(RandomSampler(list(range(observations.shape[0]))), batch_size=64, drop_last=False)
    for epoch in range(10):
        for indices in sampler:
            loss = agent(observations[indices]).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    print(loss / len(sampler))
