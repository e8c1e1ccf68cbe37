"""Graphs in batches: the first nine tenths of a shuffled data set."""

import torch
from torch import nn
from torch_geometric.datasets import TUDataset
from torch_geometric.loader import DataLoader
from torch_geometric.nn import GCNConv, global_mean_pool

dataset = TUDataset(root="data/TUDataset", name="PROTEINS").shuffle()
train_dataset = dataset[: int(len(dataset) * 0.9)]
test_dataset = dataset[int(len(dataset) * 0.9) :]
loader = DataLoader(train_dataset, batch_size=64, shuffle=True)
test_loader = DataLoader(test_dataset, batch_size=64)


class GCN(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.conv = GCNConv(dataset.num_node_features, hidden)
        self.head = nn.Linear(hidden, dataset.num_classes)

    def forward(self, x, edge_index, batch):
        x = self.conv(x, edge_index).relu()
        return self.head(global_mean_pool(x, batch))


model = GCN(64)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(1, 171):
    for data in loader:
        out = model(data.x, data.edge_index, data.batch)
        loss = criterion(out, data.y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
