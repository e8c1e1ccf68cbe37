"""A U-Net and a convolutional autoencoder."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from ..case import Config
from ..inputs import InputSpec
from .setup import ModelSetup, dense_prediction, reconstruction


def _double_convolution(channels: int, filters: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before in (channels, filters):
        layers += [
            nn.Conv2d(before, filters, 3, padding=1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)


class _UNet(nn.Module):
    def __init__(self, width: int, depth: int, classes: int) -> None:
        super().__init__()
        widths = [width * 2**level for level in range(depth + 1)]
        self.down = nn.ModuleList(
            _double_convolution(before, after) for before, after in pairwise([3, *widths])
        )
        self.pool = nn.MaxPool2d(2)
        pairs = list(pairwise(widths))[::-1]
        self.up = nn.ModuleList(nn.ConvTranspose2d(low, high, 2, stride=2) for high, low in pairs)
        self.merge = nn.ModuleList(_double_convolution(2 * high, high) for high, _ in pairs)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        skips = []
        x = self.down[0](images)
        for level in list(self.down)[1:]:
            skips.append(x)
            x = level(self.pool(x))
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(torch.cat((skips.pop(), up(x)), dim=1))
        return self.head(x)


def unet(c: Config, batch: int) -> ModelSetup:
    """Ronneberger et al. 2015, padded, with batch normalisation."""
    module = _UNet(c["width"], c["depth"], c["classes"])
    images = InputSpec((batch, 3, c["image"], c["image"]))
    return dense_prediction(module, images, c["classes"])


def autoencoder(c: Config, batch: int) -> ModelSetup:
    """`depth` strided convolutions down and as many transposed ones up."""
    channels = [3, *[c["width"] * 2**level for level in range(c["depth"])]]
    layers: list[nn.Module] = []
    for before, after in pairwise(channels):
        layers += [nn.Conv2d(before, after, 4, stride=2, padding=1), nn.ReLU()]
    upward = channels[::-1]
    for before, after in pairwise(upward):
        layers += [nn.ConvTranspose2d(before, after, 4, stride=2, padding=1), nn.ReLU()]
    images = InputSpec((batch, 3, c["image"], c["image"]))
    return reconstruction(nn.Sequential(*layers[:-1]), images)
