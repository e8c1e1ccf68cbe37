"""The first process only serves; the second has the model and trains it."""

import torch
import torch.distributed.autograd as dist_autograd
import torch.distributed.rpc as rpc
import torch.multiprocessing as mp
from torch import nn, optim
from torch.distributed.optim import DistributedOptimizer


class Part(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Linear(12, width)

    def forward(self, x):
        return self.body(x)

    def references(self):
        return [rpc.RRef(parameter) for parameter in self.parameters()]


class Split(nn.Module):
    def __init__(self, server, width):
        super().__init__()
        self.remote = rpc.remote(server, Part, args=(width,))

    def forward(self, x):
        return self.remote.rpc_sync().forward(x)


def train():
    model = Split("server", 5)
    optimizer = DistributedOptimizer(optim.SGD, model.remote.rpc_sync().references(), lr=0.1)
    for step in range(40):
        with dist_autograd.context() as context:
            loss = model(torch.randn(6, 12)).pow(2).mean()
            dist_autograd.backward(context, [loss])
            optimizer.step(context)


def work(rank, world_size):
    rpc.init_rpc(f"worker{rank}", rank=rank, world_size=world_size)
    if rank == 1:
        train()
    rpc.shutdown()


if __name__ == "__main__":
    mp.spawn(work, args=(2,), nprocs=2, join=True)
