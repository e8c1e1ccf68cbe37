"""A home-made Trainer."""

import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(9, 9)
        self.b = nn.Linear(9, 3)

    def forward(self, x):
        return self.b(torch.tanh(self.a(x)))


class Trainer:
    def __init__(self, model, config, callbacks=()):
        self.model = model
        self.config = config
        self.callbacks = list(callbacks)
        self.optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
        self.history = []

    def step(self, batch):
        x, y = batch
        loss = nn.functional.cross_entropy(self.model(x), y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self, loader):
        self.epoch = 0
        while self.epoch < self.config["epochs"]:
            losses = [self.step(batch) for batch in loader]
            self.history.append(sum(losses) / len(losses))
            for callback in self.callbacks:
                callback(self)
            self.epoch += 1


data = torch.utils.data.TensorDataset(torch.randn(1280, 9), torch.randint(0, 3, (1280,)))
trainer = Trainer(Model(), {"epochs": 35, "lr": 0.01}, callbacks=[lambda t: print(t.epoch, t.history[-1])])
trainer.fit(torch.utils.data.DataLoader(data, batch_size=20))
