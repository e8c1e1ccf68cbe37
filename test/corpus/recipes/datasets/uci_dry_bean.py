"""A table of the UCI repository, scaled and split."""

import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from ucimlrepo import fetch_ucirepo

dry_bean = fetch_ucirepo(id=602)
X = StandardScaler().fit_transform(dry_bean.data.features)
y = LabelEncoder().fit_transform(dry_bean.data.targets.values.ravel())
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)

train = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y_train))
loader = DataLoader(train, batch_size=128, shuffle=True)
model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 7))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(25):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
