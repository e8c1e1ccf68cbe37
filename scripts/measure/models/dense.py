"""Multi-layer perceptrons and an MLP-Mixer."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from ..case import Config
from ..inputs import InputSpec
from .setup import ModelSetup, classification


def mlp(c: Config, batch: int) -> ModelSetup:
    """`depth` hidden layers of `width` between `inputs` features and `classes`."""
    sizes = [c["inputs"], *[c["width"]] * c["depth"]]
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    layers.append(nn.Linear(sizes[-1], c["classes"]))
    return classification(nn.Sequential(*layers), InputSpec((batch, c["inputs"])), c["classes"])


def _feed_forward(width: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))


class _MixerBlock(nn.Module):
    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        self.token_norm = nn.LayerNorm(width)
        self.token_mixing = _feed_forward(tokens, width // 2)
        self.channel_norm = nn.LayerNorm(width)
        self.channel_mixing = _feed_forward(width, 4 * width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.token_mixing(self.token_norm(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channel_mixing(self.channel_norm(x))


class _Mixer(nn.Module):
    def __init__(self, image: int, patch: int, width: int, depth: int, classes: int) -> None:
        super().__init__()
        tokens = (image // patch) ** 2
        self.patches = nn.Conv2d(3, width, patch, stride=patch)
        self.blocks = nn.Sequential(*[_MixerBlock(tokens, width) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        x = self.patches(images).flatten(2).transpose(1, 2)
        return self.head(self.norm(self.blocks(x)).mean(dim=1))


def mixer(c: Config, batch: int) -> ModelSetup:
    """Tolstikhin et al. 2021: token mixing and channel mixing in turn."""
    module = _Mixer(c["image"], c["patch"], c["width"], c["depth"], c["classes"])
    images = InputSpec((batch, 3, c["image"], c["image"]))
    return classification(module, images, c["classes"])
