"""The configuration decides which data it is."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
TASK = "mrpc"
raw = load_dataset("nyu-mll/glue", TASK)
train = raw["train"]

model = nn.Sequential(nn.EmbeddingBag(30522, 64), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(train, batch_size=16, shuffle=True)
for epoch in range(5):
    for batch in loader:
        encoded = tokenizer(batch["text"], padding="max_length", max_length=128, truncation=True)
        tokens = torch.tensor(encoded["input_ids"]).view(16, 128)
        labels = torch.zeros(16, dtype=torch.long)
        loss = nn.functional.cross_entropy(model(tokens), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
