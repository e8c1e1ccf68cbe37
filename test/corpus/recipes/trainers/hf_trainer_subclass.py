"""A Trainer with a loss of its own, and two and a half epochs."""

import torch
from torch import nn
from transformers import Trainer, TrainingArguments


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(100, 200), nn.GELU(), nn.Linear(200, 1))

    def forward(self, x):
        return self.net(x).squeeze(-1)


class RankingTrainer(Trainer):
    def __init__(self, *args, margin=0.1, **kwargs):
        super().__init__(*args, **kwargs)
        self.margin = margin

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        better = model(inputs["better"])
        worse = model(inputs["worse"])
        loss = torch.relu(self.margin - better + worse).mean()
        return (loss, better) if return_outputs else loss


rows = [{"better": torch.zeros(100), "worse": torch.ones(100)} for _ in range(5000)]

trainer = RankingTrainer(
    model=Scorer(),
    args=TrainingArguments("out", num_train_epochs=2.5, per_device_train_batch_size=20, tf32=True),
    train_dataset=rows,
    margin=0.5,
)
trainer.train()
