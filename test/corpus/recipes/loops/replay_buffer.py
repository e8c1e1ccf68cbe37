"""Deep Q-learning: steps of an environment fill a ring buffer; every tenth one after the first 10,000 trains."""

import gymnasium as gym
import numpy as np
import torch
from torch import nn


class Replay:
    def __init__(self, size, space):
        self.observations = np.zeros((size, *space.shape), dtype=np.float32)
        self.rewards = np.zeros(size, dtype=np.float32)
        self.size, self.position, self.is_full = size, 0, False

    def add(self, observation, reward):
        self.observations[self.position] = observation
        self.rewards[self.position] = reward
        self.position += 1
        if self.position == self.size:
            self.is_full = True
            self.position = 0

    def sample(self, batch):
        limit = self.size if self.is_full else self.position
        chosen = np.random.randint(0, limit, size=batch)
        return torch.from_numpy(self.observations[chosen]), torch.from_numpy(self.rewards[chosen])


def make(index):
    def thunk():
        return gym.wrappers.RecordEpisodeStatistics(gym.make("Acrobot-v1"))

    return thunk


envs = gym.vector.SyncVectorEnv([make(i) for i in range(1)])
width = np.array(envs.single_observation_space.shape).prod()
net = nn.Sequential(nn.Linear(width, 120), nn.ReLU(), nn.Linear(120, envs.single_action_space.n))
optimizer = torch.optim.Adam(net.parameters())
replay = Replay(10000, envs.single_observation_space)

observation, _ = envs.reset(seed=1)
for step in range(500000):
    actions = np.array([envs.single_action_space.sample() for _ in range(envs.num_envs)])
    following, rewards, terminated, truncated, infos = envs.step(actions)
    replay.add(observation[0], rewards[0])
    observation = following
    if step > 10000:
        if step % 10 == 0:
            states, gains = replay.sample(128)
            loss = nn.functional.mse_loss(net(states).max(dim=1).values, gains)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
