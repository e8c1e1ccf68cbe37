"""Several processes train the same model on the same data: one of them is a training."""

import torch
import torch.multiprocessing as mp
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(rank, model, loader, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()


if __name__ == "__main__":
    mp.set_start_method("spawn")
    model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 2))
    model.share_memory()
    data = TensorDataset(torch.randn(900, 10), torch.zeros(900, dtype=torch.long))
    loader = DataLoader(data, batch_size=30)
    processes = []
    for rank in range(4):
        process = mp.Process(target=train, args=(rank, model, loader), kwargs={"epochs": 7})
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
