"""An agent that is given one observation, without an axis for a batch."""

import gymnasium as gym
import torch
from torch import nn

env = gym.make("LunarLander-v3")
policy = nn.Sequential(nn.Linear(env.observation_space.shape[0], 64), nn.ReLU(), nn.Linear(64, env.action_space.n))
optimizer = torch.optim.Adam(policy.parameters())

state, _ = env.reset(seed=0)
for step in range(20000):
    logits = policy(torch.from_numpy(state).float())
    state, reward, terminated, truncated, _ = env.step(logits.argmax().item())
    optimizer.zero_grad()
    (-logits.log_softmax(-1).max() * reward).backward()
    optimizer.step()
