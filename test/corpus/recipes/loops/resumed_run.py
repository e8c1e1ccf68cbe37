"""A run that can be resumed."""

import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--resume", default="", type=str)
parser.add_argument("--start-epoch", default=0, type=int)
parser.add_argument("--epochs", default=90, type=int)
args = parser.parse_args()

model = nn.Sequential(nn.Linear(7, 14), nn.ReLU(), nn.Linear(14, 7))
optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9)
if args.resume:
    checkpoint = torch.load(args.resume)
    args.start_epoch = checkpoint["epoch"]
    model.load_state_dict(checkpoint["state_dict"])
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(2000, 7)), batch_size=100)
for epoch in range(args.start_epoch, args.epochs):
    for (x,) in loader:
        loss = nn.functional.mse_loss(model(x), x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save({"epoch": epoch + 1, "state_dict": model.state_dict()}, "last.pt")
