"""A loop of its own that asks Determined for the values of its trial."""

import determined as det
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

hparams = det.get_cluster_info().trial.hparams
loader = DataLoader(TensorDataset(torch.randn(1500, 8), torch.randn(1500, 1)), batch_size=hparams["batch_size"])
model = nn.Sequential(nn.Linear(8, hparams["units"]), nn.ReLU(), nn.Linear(hparams["units"], 1))
optimizer = torch.optim.SGD(model.parameters(), lr=hparams["optimizer"]["lr"])
for epoch in range(hparams["epochs"]):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
