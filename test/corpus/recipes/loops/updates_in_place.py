"""Updates by an operator, in a loop whose parameters are bounded besides and whose average is kept."""

import copy

import torch
from torch import nn

net = nn.Linear(6, 2)
average = copy.deepcopy(net)
for step in range(500):
    loss = net(torch.randn(24, 6)).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= 0.01 * p.grad
            p.clamp_(-1, 1)
            p.grad.zero_()
        for p, q in zip(net.parameters(), average.parameters()):
            q.mul_(0.99).add_(p, alpha=0.01)
