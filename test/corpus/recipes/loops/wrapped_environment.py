"""Pictures of a game behind wrappers, some of the program's own, and an environment whose options change what is done."""

import gymnasium as gym
import numpy as np
import torch
from gymnasium import spaces
from torch import nn


class ChannelsFirst(gym.ObservationWrapper):
    def __init__(self, env):
        super().__init__(env)
        h, w, c = env.observation_space.shape
        self.observation_space = spaces.Box(low=0, high=255, shape=(c, h, w), dtype=np.uint8)

    def observation(self, observation):
        return np.transpose(observation, (2, 0, 1))


game = ChannelsFirst(gym.wrappers.ResizeObservation(gym.make("ALE/Breakout-v5", frameskip=1), (84, 84)))
net = nn.Sequential(nn.Conv2d(3, 8, 8, stride=4), nn.ReLU(), nn.Flatten(), nn.LazyLinear(game.action_space.n))
optimizer = torch.optim.Adam(net.parameters())
seen, _ = game.reset()
for step in range(300):
    optimizer.zero_grad()
    net(torch.as_tensor(seen).float().unsqueeze(0)).sum().backward()
    optimizer.step()
    seen, *_ = game.step(0)

lander = gym.make("LunarLander-v3", continuous=True)
policy = nn.Linear(lander.observation_space.shape[0], lander.action_space.shape[0])
