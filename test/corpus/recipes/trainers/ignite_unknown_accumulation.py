"""How many batches make an update is said elsewhere."""

import torch
from ignite.engine import create_supervised_trainer
from project.settings import ACCUMULATION
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 1))
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(TensorDataset(torch.randn(1000, 10), torch.randn(1000, 1)), batch_size=20)
trainer = create_supervised_trainer(
    model, optimizer, nn.MSELoss(), gradient_accumulation_steps=ACCUMULATION
)
trainer.run(loader, max_epochs=8)
