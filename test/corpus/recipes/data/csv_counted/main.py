"""A table that lies beside the script."""

import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

frame = pd.read_csv("flowers.csv")
labels = frame["species"].map({"a": 0, "b": 1}).values
features = frame.drop("species", axis=1).values
x_train, x_test, y_train, y_test = train_test_split(features, labels, test_size=0.25)
train = TensorDataset(torch.tensor(x_train, dtype=torch.float32), torch.tensor(y_train))
loader = DataLoader(train, batch_size=4, shuffle=True)
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(40):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
