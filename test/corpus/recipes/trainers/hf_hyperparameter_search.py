"""The Trainer's own search with Optuna."""

import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments


class Points(Dataset):
    def __len__(self):
        return 2000

    def __getitem__(self, index):
        return {"x": torch.zeros(6), "labels": torch.tensor(0)}


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(6, 2)

    def forward(self, x, labels=None):
        logits = self.linear(x)
        return {"loss": nn.functional.cross_entropy(logits, labels), "logits": logits}


def space(trial):
    return {
        "learning_rate": trial.suggest_float("learning_rate", 1e-5, 1e-3, log=True),
        "per_device_train_batch_size": trial.suggest_categorical("per_device_train_batch_size", [16, 32]),
    }


trainer = Trainer(
    model_init=lambda trial=None: Tiny(),
    args=TrainingArguments("search", num_train_epochs=4),
    train_dataset=Points(),
)
best = trainer.hyperparameter_search(direction="minimize", backend="optuna", hp_space=space, n_trials=12)
