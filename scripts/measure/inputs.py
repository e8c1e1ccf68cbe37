"""Descriptions of input tensors, made random on any device (or shape-only on `meta`)."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class InputSpec:
    """A tensor of `shape`: normal floats, or integers in [0, `classes`) where `classes` is set."""

    shape: tuple[int, ...]
    classes: int | None = None

    def make(self, device: torch.device, dtype: torch.dtype) -> torch.Tensor:
        # Random rather than zeros: multiplying zeros toggles fewer bits and draws less power.
        if self.classes is None:
            return torch.randn(self.shape, device=device, dtype=dtype)
        return torch.randint(self.classes, self.shape, device=device)
