"""Typer: the parameters of a function are the command line."""

from typing import Annotated, Optional

import torch
import typer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

app = typer.Typer(add_completion=False)


@app.command()
def train(
    epochs: int = typer.Option(11, "--epochs", "-e", help="Passes over the data"),
    batch_size: Annotated[int, typer.Option(help="Samples of a batch")] = 32,
    lr: float = 0.01,
    name: Optional[str] = None,
):
    model = nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 4))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    data = TensorDataset(torch.randn(2048, 16), torch.randint(0, 4, (2048,)))
    for epoch in range(1, epochs + 1):
        for x, y in DataLoader(data, batch_size=batch_size):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        typer.echo(f"{name} {epoch} {loss.item()}")


if __name__ == "__main__":
    app()
