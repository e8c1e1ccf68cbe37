"""A run that only tries whether everything works."""

import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Tiny(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 2)

    def forward(self, x):
        return self.layer(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


loader = DataLoader(TensorDataset(torch.randn(960, 8), torch.zeros(960, dtype=torch.long)), batch_size=16)
trainer = L.Trainer(max_epochs=50, fast_dev_run=True)
trainer.fit(Tiny(), loader)
