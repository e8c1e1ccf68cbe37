"""Lightning before 2.0: the Trainer takes its arguments off the command line."""

from argparse import ArgumentParser
import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class M(pl.LightningModule):
    def __init__(self, hparams):
        super().__init__()
        self.hparams.update(vars(hparams))
        self.l = nn.Linear(4, 2)
    def forward(self, x):
        return self.l(x)
    def training_step(self, batch, batch_nb):
        x, y = batch
        return {'loss': nn.functional.cross_entropy(self(x), y), 'log': {}}
    def validation_step(self, batch, batch_nb):
        x, y = batch
        return {'val_loss': nn.functional.cross_entropy(self(x), y)}
    def validation_epoch_end(self, outputs):
        return {'val_loss': torch.stack([o['val_loss'] for o in outputs]).mean()}
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)
    def train_dataloader(self):
        return DataLoader(TensorDataset(torch.randn(640, 4), torch.zeros(640, dtype=torch.long)), batch_size=self.hparams.batch_size)
    def val_dataloader(self):
        return DataLoader(TensorDataset(torch.randn(64, 4), torch.zeros(64, dtype=torch.long)), batch_size=32)
    @staticmethod
    def add_model_specific_args(parent):
        p = ArgumentParser(parents=[parent], add_help=False)
        p.add_argument('--lr', type=float, default=0.1)
        p.add_argument('--batch_size', type=int, default=16)
        return p


p = ArgumentParser(add_help=False)
p = pl.Trainer.add_argparse_args(p)
p = M.add_model_specific_args(p)
p.set_defaults(max_epochs=8, precision=16)
args = p.parse_args()
trainer = pl.Trainer.from_argparse_args(args, gpus=1)
trainer.fit(M(args))
