"""Micro-steps in a loop of their own."""

import torch
from torch import nn

max_iters, micro_steps, batch_size = 600, 5, 12
table = torch.randint(0, 50, (100_000,))


def get_batch():
    start = torch.randint(len(table) - 32, (batch_size,))
    x = torch.stack([table[i : i + 32] for i in start])
    y = torch.stack([table[i + 1 : i + 33] for i in start])
    return x, y


class Bigram(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(50, 50)

    def forward(self, x, y):
        logits = self.table(x)
        return nn.functional.cross_entropy(logits.view(-1, 50), y.view(-1))



model = Bigram()
optimizer = torch.optim.AdamW(model.parameters())
for iteration in range(max_iters):
    for micro in range(micro_steps):
        x, y = get_batch()
        loss = model(x, y) / micro_steps
        loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
