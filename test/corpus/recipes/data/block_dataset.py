"""Blocks of tokens: as many as fit."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Blocks(Dataset):
    def __init__(self, data, block_size):
        self.data = data
        self.block_size = block_size

    def __len__(self):
        return (len(self.data) - 1) // self.block_size

    def __getitem__(self, i):
        chunk = self.data[i * self.block_size : (i + 1) * self.block_size + 1]
        return chunk[:-1], chunk[1:]


class Bigram(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.table = nn.Embedding(vocabulary, vocabulary)

    def forward(self, tokens):
        return self.table(tokens)


loader = DataLoader(Blocks(torch.randint(0, 500, (1_000_000,)), 256), batch_size=12, shuffle=True)
model = Bigram(500)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(2):
    for tokens, targets in loader:
        logits = model(tokens)
        loss = nn.functional.cross_entropy(logits.view(-1, 500), targets.reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
