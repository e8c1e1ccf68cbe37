"""One model, two Trainers: pre-training on noisy labels, then on the clean ones."""

import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments


class Examples(Dataset):
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, i):
        return dict(x=torch.rand(24), labels=torch.tensor(0))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(24, 6)

    def forward(self, x, labels):
        logits = self.linear(x)
        return (nn.functional.cross_entropy(logits, labels), logits)


model = Classifier()


def train(name, dataset, epochs):
    arguments = TrainingArguments(output_dir=name, num_train_epochs=epochs, per_device_train_batch_size=30)
    Trainer(model=model, args=arguments, train_dataset=dataset).train()


train("noisy", Examples(6000), 2)
train("clean", Examples(1000), 8)
