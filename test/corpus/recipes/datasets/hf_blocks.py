"""Texts joined and cut into blocks: how many there are depends on the texts."""

import torch
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
raw = load_dataset("wikitext", "wikitext-2-raw-v1")
block_size = 128


def tokenize(rows):
    return tokenizer(rows["text"])


def group_texts(rows):
    joined = {k: sum(rows[k], []) for k in rows.keys()}
    total = (len(joined[list(rows.keys())[0]]) // block_size) * block_size
    return {k: [v[i : i + block_size] for i in range(0, total, block_size)] for k, v in joined.items()}


tokenized = raw.map(tokenize, batched=True, remove_columns=["text"])
train = tokenized.map(group_texts, batched=True)["train"]

model = nn.Sequential(nn.EmbeddingBag(30522, 64), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(train, batch_size=16, shuffle=True)
for epoch in range(3):
    for batch in loader:
        encoded = tokenizer(batch["text"], padding="max_length", max_length=128, truncation=True)
        tokens = torch.tensor(encoded["input_ids"]).view(16, 128)
        labels = torch.zeros(16, dtype=torch.long)
        loss = nn.functional.cross_entropy(model(tokens), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
