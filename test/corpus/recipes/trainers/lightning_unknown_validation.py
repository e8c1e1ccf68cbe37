"""How often it is validated, and in which precision it computes, is said elsewhere."""

import lightning as L
import torch
from project.settings import CHECK_EVERY, PRECISION
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Regression(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(8, 1)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.mse_loss(self.net(x), y)

    def validation_step(self, batch, batch_idx):
        x, y = batch
        self.log("loss", nn.functional.mse_loss(self.net(x), y))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


train = DataLoader(TensorDataset(torch.randn(640, 8), torch.randn(640, 1)), batch_size=32)
val = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=32)
trainer = L.Trainer(max_epochs=6, val_check_interval=CHECK_EVERY, precision=PRECISION)
trainer.fit(Regression(), train, val)
