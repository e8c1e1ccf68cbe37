"""Inner updates are not the training's steps."""

import torch
from torch import nn
from torch.func import functional_call

INNER_STEPS, META_ITERATIONS, SHOTS = 5, 1000, 10


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, 40), nn.ReLU(), nn.Linear(40, 1))

    def forward(self, x):
        return self.body(x)


net = Net()
meta_optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for iteration in range(META_ITERATIONS):
    x, y = torch.rand(SHOTS, 1), torch.rand(SHOTS, 1)
    fast = dict(net.named_parameters())
    for _ in range(INNER_STEPS):
        loss = nn.functional.mse_loss(functional_call(net, fast, (x,)), y)
        grads = torch.autograd.grad(loss, list(fast.values()), create_graph=True)
        fast = {name: p - 0.01 * g for (name, p), g in zip(fast.items(), grads)}
    query = torch.rand(SHOTS, 1)
    meta_loss = nn.functional.mse_loss(functional_call(net, fast, (query,)), query)
    meta_optimizer.zero_grad()
    meta_loss.backward()
    meta_optimizer.step()
