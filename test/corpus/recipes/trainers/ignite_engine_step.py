"""ignite with an update function of one's own."""

import torch
from ignite.engine import Engine, Events
from ignite.handlers import ModelCheckpoint, Timer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(16, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(torch.randn(2000, 16), torch.randn(2000, 1)), batch_size=40)


def update(engine, batch):
    model.train()
    optimizer.zero_grad()
    x, y = batch
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


trainer = Engine(update)
trainer.add_event_handler(Events.ITERATION_COMPLETED(every=100), lambda engine: print(engine.state.output))
trainer.run(loader, 7)
