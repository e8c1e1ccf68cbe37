"""Each layer has an optimiser of its own and is trained by itself, one after the other."""

import torch
from torch import nn


class Layer(nn.Linear):
    def __init__(self, width_in, width_out):
        super().__init__(width_in, width_out)
        self.optimizer = torch.optim.Adam(self.parameters(), lr=0.03)

    def fit(self, x):
        for i in range(700):
            loss = self(x).pow(2).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return self(x).detach()


layers = [Layer(80, 50), Layer(50, 20)]
h = torch.randn(3000, 80)
for i, layer in enumerate(layers):
    print("layer", i)
    h = layer.fit(h)
