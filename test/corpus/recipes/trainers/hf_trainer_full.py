"""Accumulation, precision and evaluation as arguments of the Trainer."""

import torch
from torch import nn
from torch.utils.data import TensorDataset, random_split
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments, set_seed

set_seed(7)


class Tagger(nn.Module):
    def __init__(self, vocabulary=5000, width=128, tags=9):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, width)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(width, 4, batch_first=True), 2)
        self.out = nn.Linear(width, tags)

    def forward(self, input_ids, labels=None):
        logits = self.out(self.encoder(self.embed(input_ids)))
        loss = None if labels is None else nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
        return {"loss": loss, "logits": logits}


def collate(rows):
    return {
        "input_ids": torch.stack([row[0] for row in rows]),
        "labels": torch.stack([row[1] for row in rows]),
    }


tokens = torch.randint(0, 5000, (15000, 48))
tags = torch.randint(0, 9, (15000, 48))
train_set, eval_set = random_split(TensorDataset(tokens, tags), [12000, 3000])

training_args = TrainingArguments(
    output_dir="checkpoints/tagger",
    num_train_epochs=5,
    per_device_train_batch_size=16,
    per_device_eval_batch_size=64,
    gradient_accumulation_steps=4,
    eval_strategy="epoch",
    save_strategy="epoch",
    bf16=True,
    learning_rate=5e-5,
    report_to="none",
)
trainer = Trainer(
    model=Tagger(),
    args=training_args,
    train_dataset=train_set,
    eval_dataset=eval_set,
    data_collator=collate,
)
trainer.train()
trainer.save_model()
