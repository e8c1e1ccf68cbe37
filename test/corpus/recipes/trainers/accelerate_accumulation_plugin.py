"""A plugin says how many batches make an update; the precision is given on the command line."""

import argparse

import torch
from accelerate import Accelerator
from accelerate.utils import GradientAccumulationPlugin
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--mixed_precision", choices=["no", "fp16", "bf16"], required=True)
args = parser.parse_args()

plugin = GradientAccumulationPlugin(num_steps=4, adjust_scheduler=False)
accelerator = Accelerator(mixed_precision=args.mixed_precision, gradient_accumulation_plugin=plugin)
net = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 2))
optimizer = torch.optim.AdamW(net.parameters())
loader = DataLoader(TensorDataset(torch.randn(640, 12), torch.randint(0, 2, (640,))), batch_size=8)
net, optimizer, loader = accelerator.prepare(net, optimizer, loader)

for epoch in range(5):
    for x, y in loader:
        with accelerator.accumulate(net):
            loss = nn.functional.cross_entropy(net(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
