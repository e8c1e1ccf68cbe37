import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 100)
        self.b = nn.Linear(100, 10)

    def forward(self, x):
        return self.b(self.a(x).relu())
