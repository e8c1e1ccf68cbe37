"""An agent that is not told when to stop."""

import torch
import wandb
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(4000, 30), torch.randint(0, 5, (4000,)))


def train(config=None):
    with wandb.init(config=config):
        config = wandb.config
        model = nn.Sequential(nn.Linear(30, config.width), nn.ReLU(), nn.Linear(config.width, 5))
        optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
        for epoch in range(config.epochs):
            for x, y in DataLoader(data, batch_size=40):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()
            wandb.log({"loss": loss.item(), "epoch": epoch})


sweep_id = wandb.sweep(
    {
        "method": "bayes",
        "metric": {"name": "loss", "goal": "minimize"},
        "parameters": {"width": {"min": 32, "max": 128}, "learning_rate": {"min": 1e-4, "max": 1e-1}, "epochs": {"value": 4}},
    }
)
wandb.agent(sweep_id, train)
