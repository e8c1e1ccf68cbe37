"""Composer's Trainer with a duration as text."""

import torch
from composer import Trainer
from composer.models import ComposerModel
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(ComposerModel):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 50), nn.ReLU(), nn.Linear(50, 2))

    def forward(self, batch):
        inputs, _ = batch
        return self.body(inputs)

    def loss(self, outputs, batch):
        _, targets = batch
        return nn.functional.cross_entropy(outputs, targets)


loader = DataLoader(TensorDataset(torch.randn(10000, 20), torch.zeros(10000, dtype=torch.long)), batch_size=100)
model = Net()
trainer = Trainer(
    model=model,
    train_dataloader=loader,
    max_duration="3ep",
    optimizers=torch.optim.Adam(model.parameters()),
    precision="amp_fp16",
)
trainer.fit()
