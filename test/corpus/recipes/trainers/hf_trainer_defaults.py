"""The defaults of TrainingArguments are a recipe of their own."""

import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments


class Rows(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return {"features": torch.randn(32), "labels": torch.tensor(1)}


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(32, 64), nn.ReLU())
        self.head = nn.Linear(64, 4)

    def forward(self, features, labels=None):
        logits = self.head(self.body(features))
        loss = None
        if labels is not None:
            loss = nn.functional.cross_entropy(logits, labels)
        return {"loss": loss, "logits": logits}


args = TrainingArguments(output_dir="out")
trainer = Trainer(model=Classifier(), args=args, train_dataset=Rows(8000))
trainer.train()
