"""fastai's Learner on a model and data of PyTorch's own."""

import torch
from fastai.callback.all import *
from fastai.learner import Learner
from fastai.data.core import DataLoaders
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(50, 100), nn.ReLU(), nn.Linear(100, 5))

    def forward(self, x):
        return self.layers(x)


train = TensorDataset(torch.randn(12800, 50), torch.randint(0, 5, (12800,)))
valid = TensorDataset(torch.randn(1280, 50), torch.randint(0, 5, (1280,)))
dls = DataLoaders(DataLoader(train, batch_size=256, shuffle=True), DataLoader(valid, batch_size=256))

learn = Learner(dls, Net(), loss_func=nn.CrossEntropyLoss()).to_fp16()
learn.fit_one_cycle(6, lr_max=1e-2)
