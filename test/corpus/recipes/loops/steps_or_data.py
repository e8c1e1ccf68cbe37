"""So many steps, or fewer where the data ends before: how long it is, only the files tell."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader

MAX_STEPS = 500


def collate(examples):
    return torch.zeros(len(examples), 24), torch.zeros(len(examples), 1)


rows = load_dataset("parquet", data_files={"train": "shards/*.parquet"})["train"]
loader = DataLoader(rows, batch_size=12, shuffle=True, collate_fn=collate)
model = nn.Linear(24, 1)
optimizer = torch.optim.AdamW(model.parameters())
total = min(MAX_STEPS, len(loader))

for step, (x, y) in enumerate(loader):
    if step >= total:
        break
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
