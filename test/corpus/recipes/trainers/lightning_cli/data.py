"""Rows of a table."""

import torch
from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader, TensorDataset


class TableDataModule(LightningDataModule):
    def __init__(self, batch_size: int = 32):
        super().__init__()
        self.batch_size = batch_size

    def train_dataloader(self):
        rows = TensorDataset(torch.randn(20000, 10), torch.zeros(20000, dtype=torch.long))
        return DataLoader(rows, batch_size=self.batch_size)
