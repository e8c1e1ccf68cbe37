"""ignite with early stopping and mixed precision."""

import torch
from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
from ignite.handlers import EarlyStopping
from ignite.metrics import Loss
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 1))
optimizer = torch.optim.Adam(model.parameters())
criterion = nn.MSELoss()
train_loader = DataLoader(TensorDataset(torch.randn(1000, 10), torch.randn(1000, 1)), batch_size=20)
val_loader = DataLoader(TensorDataset(torch.randn(200, 10), torch.randn(200, 1)), batch_size=50)

trainer = create_supervised_trainer(model, optimizer, criterion, device="cuda", amp_mode="amp")
evaluator = create_supervised_evaluator(model, metrics={"loss": Loss(criterion)}, device="cuda")


@trainer.on(Events.EPOCH_COMPLETED(every=2))
def validate(engine):
    evaluator.run(val_loader)


stopper = EarlyStopping(patience=5, score_function=lambda engine: -engine.state.metrics["loss"], trainer=trainer)
evaluator.add_event_handler(Events.COMPLETED, stopper)
trainer.run(train_loader, max_epochs=80)
