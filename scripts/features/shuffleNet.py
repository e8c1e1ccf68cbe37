"""ShuffleNet V2 1x for CIFAR-100 (Ma et al. 2018; with biases as in weiaicunzai/pytorch-cifar100, which Zeus trains), as
the analyser reads it: it is never run."""
import torch
from torch import nn


def conv_norm(inputs, outputs, size, stride=1, groups=1):
    return [
        nn.Conv2d(inputs, outputs, size, stride=stride, padding=size // 2, groups=groups),
        nn.BatchNorm2d(outputs),
    ]


def main_branch(inputs, outputs, stride):
    return nn.Sequential(
        *conv_norm(inputs, outputs, 1),
        nn.ReLU(inplace=True),
        *conv_norm(outputs, outputs, 3, stride, groups=outputs),
        *conv_norm(outputs, outputs, 1),
        nn.ReLU(inplace=True),
    )


class Unit(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.halves = stride == 1
        half = outputs // 2
        if self.halves:
            self.shortcut = nn.Identity()
            self.branch = main_branch(half, half, 1)
        else:
            self.shortcut = nn.Sequential(
                *conv_norm(inputs, inputs, 3, stride, groups=inputs),
                *conv_norm(inputs, half, 1),
                nn.ReLU(inplace=True),
            )
            self.branch = main_branch(inputs, half, stride)

    def forward(self, x):
        kept, changed = x.chunk(2, dim=1) if self.halves else (x, x)
        x = torch.cat([self.shortcut(kept), self.branch(changed)], dim=1)
        batch, channels, height, width = x.shape
        x = x.view(batch, 2, channels // 2, height, width).transpose(1, 2).contiguous()
        return x.view(batch, channels, height, width)


class ShuffleNet(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.stem = nn.Sequential(*conv_norm(3, 24, 3))
        units = []
        inputs = 24
        for outputs, count in [(116, 4), (232, 8), (464, 4)]:
            for i in range(count):
                units.append(Unit(inputs, outputs, 2 if i == 0 else 1))
                inputs = outputs
        self.units = nn.Sequential(*units)
        self.last = nn.Sequential(*conv_norm(inputs, 1024, 1), nn.ReLU(inplace=True))
        self.classifier = nn.Linear(1024, classes)

    def forward(self, x):
        return self.classifier(self.last(self.units(self.stem(x))).mean(dim=(2, 3)))
