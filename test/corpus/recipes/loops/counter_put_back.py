"""Counters that an update puts back to their start: a short one, a long one, and one that waits for the warm-up first."""

import torch
from torch import nn

short, long, late = nn.Linear(4, 1), nn.Linear(4, 2), nn.Linear(4, 3)
optimizers = [torch.optim.SGD(net.parameters(), lr=0.1) for net in (short, long, late)]


def update(net, optimizer):
    optimizer.zero_grad()
    net(torch.randn(16, 4)).sum().backward()
    optimizer.step()


count = 0
for step in range(60000):
    count += 1
    if count == 3:
        update(short, optimizers[0])
        count = 0

class Ring:
    def __init__(self, size):
        self.size, self.position, self.is_full = size, 0, False

    def add(self):
        self.position += 1
        if self.position == self.size:
            self.is_full = True
            self.position = 0


ring = Ring(700)
for step in range(60000):
    ring.add()
    if ring.position == 0:
        update(long, optimizers[1])

since, seen = 0, 0
for step in range(100000):
    since += 2
    seen += 2
    if step % 100 == 99:
        print(seen)
        seen = 0
    if since >= 301 and step > 5000:
        update(late, optimizers[2])
        since = 1
