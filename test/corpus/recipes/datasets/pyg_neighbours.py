"""Batches of the labelled nodes of one graph, with their neighbours."""

import torch
import torch.nn.functional as F
from torch import nn
from torch_geometric.datasets import Planetoid
from torch_geometric.loader import NeighborLoader
from torch_geometric.nn import SAGEConv

dataset = Planetoid(root="data", name="PubMed")
data = dataset[0]
loader = NeighborLoader(data, num_neighbors=[10, 5], batch_size=20, input_nodes=data.train_mask, shuffle=True)


class Sage(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = SAGEConv(dataset.num_features, 32)
        self.second = SAGEConv(32, dataset.num_classes)

    def forward(self, x, edge_index):
        return self.second(F.relu(self.first(x, edge_index)), edge_index)


model = Sage()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(30):
    for batch in loader:
        optimizer.zero_grad()
        out = model(batch.x, batch.edge_index)[: batch.batch_size]
        F.cross_entropy(out, batch.y[: batch.batch_size]).backward()
        optimizer.step()
