"""As of Lightning 1: the data module and the trainer add their own arguments, and the module keeps the parsed ones."""

from argparse import ArgumentParser

import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class Images(pl.LightningDataModule):
    def __init__(self, data_dir: str = ".", batch_size: int = 48, **kwargs):
        super().__init__()
        self.data_dir, self.batch_size = data_dir, batch_size

    def train_dataloader(self):
        train = datasets.SVHN(self.data_dir, split="train", transform=transforms.ToTensor())
        return DataLoader(train, batch_size=self.batch_size, shuffle=True)


class Net(pl.LightningModule):
    def __init__(self, hparams):
        super().__init__()
        self.hparams = hparams
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, self.hparams.width), nn.Linear(hparams.width, 10))

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)


parser = ArgumentParser()
parser = Images.add_argparse_args(parser)
parser = pl.Trainer.add_argparse_args(parser)
parser.add_argument("--width", type=int, default=64)
args = parser.parse_args()
trainer = pl.Trainer.from_argparse_args(args, max_epochs=15)
trainer.fit(Net(args), datamodule=Images.from_argparse_args(args))
