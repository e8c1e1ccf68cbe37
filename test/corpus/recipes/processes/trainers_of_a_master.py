"""A master asks two trainers to do the same: they are parts of one training, and no candidates."""

import random

import torch
import torch.distributed.rpc as rpc
import torch.multiprocessing as mp
from torch import nn


def batches():
    for _ in range(10):
        yield torch.randn(random.randint(1, 9), 16)


def train(name):
    model = nn.Linear(16, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(100):
        for x in batches():
            optimizer.zero_grad()
            model(x).pow(2).mean().backward()
            optimizer.step()


def work(rank, world_size):
    rpc.init_rpc(f"worker{rank}", rank=rank, world_size=world_size)
    if rank == 2:
        futures = [rpc.rpc_async(f"worker{one}", train, args=(one,)) for one in (0, 1)]
        for future in futures:
            future.wait()
    rpc.shutdown()


mp.spawn(work, args=(3,), nprocs=3, join=True)
