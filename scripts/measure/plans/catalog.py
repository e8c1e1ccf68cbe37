"""Plans by name."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Case, in_mixed_order
from .layers import layer_cases
from .models import compiled_cases, model_cases


def _smoke() -> list[Case]:
    """A few small cases that any CPU finishes in seconds: does the harness work here?"""
    linear = {"in_features": 256, "out_features": 256}
    convolution = {"in_channels": 3, "out_channels": 8, "kernel_size": 3, "size": 32}
    mlp = {"depth": 2, "width": 64, "inputs": 784, "classes": 10}
    gpt = {"width": 32, "depth": 2, "heads": 2, "tokens": 16, "vocabulary": 96}
    return [
        Case("layer", "dense", "linear", linear, "forward", "fp32", 32),
        Case("layer", "dense", "linear", linear, "forward_backward", "fp32", 32),
        Case("layer", "convolution", "convolution", convolution, "forward", "fp32", 8),
        Case("layer", "elementwise", "gelu", {"elements": 4096}, "forward", "bf16", 8),
        Case("model", "mlp", "mlp", mlp, "forward", "torch-default", 32),
        Case("model", "mlp", "mlp", mlp, "train_step", "torch-default", 32, optimizer="adam"),
        Case("model", "gpt", "gpt", gpt, "train_step", "amp-bf16", 4, optimizer="adamw"),
    ]


PLANS: dict[str, Callable[[], list[Case]]] = {
    "smoke": _smoke,
    "layers": layer_cases,
    "models": model_cases,
    "compiled": compiled_cases,
}


def plan(name: str, part: int = 1, parts: int = 1) -> list[Case]:
    """The cases of a plan in mixed order; `part` of `parts` equal shares, the first being 1."""
    return in_mixed_order(PLANS[name]())[part - 1 :: parts]
