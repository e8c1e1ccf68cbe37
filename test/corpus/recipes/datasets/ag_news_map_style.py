"""News of torchtext, a twentieth of them for validation."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.data.dataset import random_split
from torchtext.data.functional import to_map_style_dataset
from torchtext.datasets import AG_NEWS

train_iter, test_iter = AG_NEWS()
train_dataset = to_map_style_dataset(train_iter)
num_train = int(len(train_dataset) * 0.95)
split_train, split_valid = random_split(train_dataset, [num_train, len(train_dataset) - num_train])


def collate(batch):
    labels = torch.tensor([int(label) - 1 for label, _ in batch])
    return torch.zeros(len(batch), 60, dtype=torch.long), labels


loader = DataLoader(split_train, batch_size=64, shuffle=True, collate_fn=collate)
model = nn.Sequential(nn.EmbeddingBag(95_811, 64), nn.Linear(64, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=5)
for epoch in range(1, 11):
    for text, label in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(text), label).backward()
        optimizer.step()
