"""Lightning with max_steps: 10000 updates of four batches of eight."""

import lightning.pytorch as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class LitLM(pl.LightningModule):
    def __init__(self, vocabulary=1000, width=64):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.rnn = nn.LSTM(width, width, batch_first=True)
        self.out = nn.Linear(width, vocabulary)

    def forward(self, tokens):
        hidden, _ = self.rnn(self.embed(tokens))
        return self.out(hidden)

    def training_step(self, batch):
        (tokens,) = batch
        logits = self(tokens[:, :-1])
        return nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=3e-4)

    def train_dataloader(self):
        corpus = torch.randint(0, 1000, (40000, 65))
        return DataLoader(TensorDataset(corpus), batch_size=8, shuffle=True)


model = LitLM()
trainer = pl.Trainer(max_steps=10_000, accumulate_grad_batches=4, precision=16, logger=False)
trainer.fit(model)
