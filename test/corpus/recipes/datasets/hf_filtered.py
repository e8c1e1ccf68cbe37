"""A filter by length leaves as many rows as nobody knows."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
train = load_dataset("stanfordnlp/imdb", split="train").filter(lambda row: len(row["text"]) < 2000)

model = nn.Sequential(nn.EmbeddingBag(30522, 64), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(train, batch_size=32, shuffle=True)
for epoch in range(2):
    for batch in loader:
        encoded = tokenizer(batch["text"], padding="max_length", max_length=128, truncation=True)
        tokens = torch.tensor(encoded["input_ids"]).view(32, 128)
        labels = torch.zeros(32, dtype=torch.long)
        loss = nn.functional.cross_entropy(model(tokens), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
