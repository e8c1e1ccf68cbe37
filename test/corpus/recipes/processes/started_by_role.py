"""One of two processes is started, by a role that is said elsewhere: the one that trains is of interest."""

import torch
import torch.multiprocessing as mp
from settings import rank


def serve(rank):
    print("waiting", rank)


def work(rank):
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1)
    for step in range(9):
        optimizer.zero_grad()
        model(torch.zeros(2, 3)).sum().backward()
        optimizer.step()


if rank == 0:
    process = mp.Process(target=serve, args=(0,))
    process.start()
else:
    process = mp.Process(target=work, args=(rank,))
    process.start()
process.join()
