"""What a model builder hands over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from ..inputs import InputSpec


@dataclass(frozen=True)
class ModelSetup:
    module: nn.Module
    inputs: tuple[InputSpec, ...]
    targets: InputSpec
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def classification(module: nn.Module, inputs: InputSpec, classes: int) -> ModelSetup:
    """One label per sample, cross entropy over logits (batch, classes)."""
    targets = InputSpec((inputs.shape[0],), classes=classes)
    return ModelSetup(module, (inputs,), targets, F.cross_entropy)


def _token_cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def token_prediction(module: nn.Module, batch: int, tokens: int, vocabulary: int) -> ModelSetup:
    """One label per token, cross entropy over logits (batch, tokens, vocabulary)."""
    spec = InputSpec((batch, tokens), classes=vocabulary)
    return ModelSetup(module, (spec,), spec, _token_cross_entropy)


def dense_prediction(module: nn.Module, inputs: InputSpec, classes: int) -> ModelSetup:
    """One label per pixel, cross entropy over logits (batch, classes, height, width)."""
    targets = InputSpec((inputs.shape[0], *inputs.shape[2:]), classes=classes)
    return ModelSetup(module, (inputs,), targets, F.cross_entropy)


def reconstruction(module: nn.Module, inputs: InputSpec) -> ModelSetup:
    """The input's shape back, mean squared error."""
    return ModelSetup(module, (inputs,), inputs, F.mse_loss)
