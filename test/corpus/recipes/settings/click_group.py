"""Commands of a group: the one that trains, and one that does not."""

import click
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@click.group()
@click.pass_context
@click.option("--seed", default=0)
def cli(ctx, seed):
    torch.manual_seed(seed)


@cli.command()
@click.argument("checkpoint")
def evaluate(checkpoint):
    print(torch.load(checkpoint))


@cli.command("train")
@click.option("--epochs", type=int, default="8")
@click.option("--batch", type=int, default=25)
def train_command(epochs, batch):
    model = nn.Sequential(nn.Linear(5, 5), nn.Tanh(), nn.Linear(5, 2))
    optimizer = torch.optim.Adagrad(model.parameters())
    loader = DataLoader(TensorDataset(torch.rand(500, 5), torch.rand(500, 2)), batch_size=batch)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.l1_loss(model(x), y).backward()
            optimizer.step()


if __name__ == "__main__":
    cli()
