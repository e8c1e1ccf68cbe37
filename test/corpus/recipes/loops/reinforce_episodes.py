"""REINFORCE: one update an episode."""

import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 128), nn.ReLU(), nn.Linear(128, 2), nn.Softmax(dim=-1))

    def forward(self, state):
        return self.layers(state)


env = gym.make("CartPole-v1")
policy = Policy()
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
for episode in range(300):
    state, _ = env.reset(seed=episode)
    log_probs, rewards = [], []
    for _ in range(500):
        distribution = Categorical(policy(torch.zeros(1, 4)))
        action = distribution.sample()
        log_probs.append(distribution.log_prob(action))
        state, reward, terminated, truncated, _ = env.step(action.item())
        rewards.append(reward)
        if terminated or truncated:
            break
    loss = -torch.cat(log_probs).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
