"""A command of click's."""

import click
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@click.command(context_settings={"show_default": True})
@click.option("--epochs", "-e", default=25, help="Passes over the data.")
@click.option("--batch-size", default=30, type=click.IntRange(min=1))
@click.option("--lr", default=1e-3, type=float)
@click.option("--amp/--no-amp", "use_amp", default=True)
@click.option("--resume", type=click.Path(exists=True))
def main(epochs, batch_size, lr, use_amp, resume):
    model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)).cuda()
    if resume is not None:
        model.load_state_dict(torch.load(resume))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    data = TensorDataset(torch.randn(3000, 64), torch.randint(0, 10, (3000,)))
    loader = DataLoader(data, batch_size=batch_size, shuffle=True)
    scaler = torch.cuda.amp.GradScaler(enabled=use_amp)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            with torch.cuda.amp.autocast(enabled=use_amp):
                loss = nn.functional.cross_entropy(model(x.cuda()), y.cuda())
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()


if __name__ == "__main__":
    main()
