"""Model, data and optimiser come from a file that is not there: the loops are still here."""

import torch
from project.engine import get_loader, make_optimizer, make_scheduler
from project.models import build_model

model = build_model("large").cuda()
loader = get_loader("train")
optimizer = make_optimizer(model)
scheduler = make_scheduler(optimizer)
for epoch in range(12):
    for batch in loader:
        loss = model(**batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
