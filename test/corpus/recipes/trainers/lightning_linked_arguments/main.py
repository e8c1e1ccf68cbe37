"""LightningCLI with linked arguments and defaults of its own."""

import torch
from lightning.pytorch import LightningDataModule, LightningModule
from lightning.pytorch.cli import LightningCLI
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Data(LightningDataModule):
    def __init__(self, batch_size: int = 4):
        super().__init__()
        self.batch_size = batch_size

    def train_dataloader(self):
        return DataLoader(TensorDataset(torch.randn(640, 5)), batch_size=self.batch_size)


class Lit(LightningModule):
    def __init__(self, batch_size: int = 1):
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(batch_size, 5))
        self.layer = nn.Linear(5, 5)

    def training_step(self, batch, batch_idx):
        (x,) = batch
        return nn.functional.mse_loss(self.layer(x + self.positions), x)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


class CLI(LightningCLI):
    def add_arguments_to_parser(self, parser):
        parser.link_arguments("data.batch_size", "model.batch_size")
        parser.set_defaults({"trainer.max_epochs": 3})


CLI(Lit, Data, args=["fit", "--config", "run.yaml"])
