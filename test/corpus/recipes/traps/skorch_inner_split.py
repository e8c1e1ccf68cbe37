"""The wrapper holds a fifth of what it is given back for validation."""

import numpy as np
import torch
from skorch import NeuralNetClassifier
from torch import nn

X = np.random.normal(size=(1000, 20)).astype(np.float32)
y = np.random.randint(0, 2, size=1000).astype(np.int64)


class MyModule(nn.Module):
    def __init__(self, num_units=10):
        super().__init__()
        self.dense0 = nn.Linear(20, num_units)
        self.output = nn.Linear(num_units, 2)

    def forward(self, X, **kwargs):
        return torch.softmax(self.output(torch.relu(self.dense0(X))), dim=-1)


net = NeuralNetClassifier(MyModule, max_epochs=10, lr=0.1, iterator_train__shuffle=True)
net.fit(X, y)
