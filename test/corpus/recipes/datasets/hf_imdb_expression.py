"""A split expression: a fifth of one split and a thousand rows of another."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
train = load_dataset("imdb", split="train[:20%]+test[:1000]")

model = nn.Sequential(nn.EmbeddingBag(30522, 64), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(train, batch_size=50, shuffle=True)
for epoch in range(3):
    for batch in loader:
        encoded = tokenizer(batch["text"], padding="max_length", max_length=128, truncation=True)
        tokens = torch.tensor(encoded["input_ids"]).view(50, 128)
        labels = torch.zeros(50, dtype=torch.long)
        loss = nn.functional.cross_entropy(model(tokens), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
