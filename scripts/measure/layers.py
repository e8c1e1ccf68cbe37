"""Builders of single layers: `config` and batch in, module and input descriptions out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from .case import Config
from .inputs import InputSpec


@dataclass(frozen=True)
class Layer:
    module: nn.Module
    inputs: tuple[InputSpec, ...]


class Functional(nn.Module):
    """A function without parameters as a module."""

    def __init__(self, function: Callable[..., torch.Tensor], **options: Any) -> None:
        super().__init__()
        self.function = function
        self.options = options

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        return self.function(*inputs, **self.options)


class SelfAttention(nn.Module):
    """`nn.MultiheadAttention` with query, key and value from one sequence, weights not returned."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)

    def forward(self, sequence: torch.Tensor) -> torch.Tensor:
        return self.attention(sequence, sequence, sequence, need_weights=False)[0]


class FirstOutput(nn.Module):
    """A recurrent layer reduced to its output sequence."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, sequence: torch.Tensor) -> torch.Tensor:
        return self.module(sequence)[0]


class PlainAttention(nn.Module):
    """softmax(q·kᵀ/√d)·v as separate operators: what SDPA fuses."""

    def forward(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        scores = query @ key.transpose(-2, -1) * query.shape[-1] ** -0.5
        return scores.softmax(dim=-1) @ value


def _linear(c: Config, batch: int) -> Layer:
    module = nn.Linear(c["in_features"], c["out_features"], bias=c.get("bias", True))
    tokens = (c["tokens"],) if "tokens" in c else ()
    return Layer(module, (InputSpec((batch, *tokens, c["in_features"])),))


def _bmm(c: Config, batch: int) -> Layer:
    left, right = (batch, c["m"], c["k"]), (batch, c["k"], c["n"])
    return Layer(Functional(torch.bmm), (InputSpec(left), InputSpec(right)))


def _convolution(c: Config, batch: int) -> Layer:
    """`dimensions` 1, 2 or 3; `transposed` picks the transposed class; `size` is each side."""
    dimensions = c.get("dimensions", 2)
    family = "ConvTranspose" if c.get("transposed", False) else "Conv"
    options = {
        name: c[name]
        for name in ("stride", "padding", "dilation", "groups", "bias", "output_padding")
        if name in c
    }
    module = getattr(nn, f"{family}{dimensions}d")(
        c["in_channels"], c["out_channels"], c["kernel_size"], **options
    )
    if c.get("memory_format") == "channels_last":
        module = module.to(memory_format=torch.channels_last)
    return Layer(module, (InputSpec((batch, c["in_channels"]) + (c["size"],) * dimensions),))


def _sdpa(c: Config, batch: int) -> Layer:
    query = InputSpec((batch, c["heads"], c["queries"], c["head_dim"]))
    key = InputSpec((batch, c["heads"], c["keys"], c["head_dim"]))
    module = Functional(F.scaled_dot_product_attention, is_causal=c.get("causal", False))
    return Layer(module, (query, key, key))


def _plain_attention(c: Config, batch: int) -> Layer:
    return Layer(PlainAttention(), _sdpa(c, batch).inputs)


def _multihead_attention(c: Config, batch: int) -> Layer:
    module = SelfAttention(c["width"], c["heads"])
    return Layer(module, (InputSpec((batch, c["tokens"], c["width"])),))


def _transformer_encoder_layer(c: Config, batch: int) -> Layer:
    module = nn.TransformerEncoderLayer(
        c["width"], c["heads"], 4 * c["width"], dropout=0.1, activation="gelu", batch_first=True
    )
    return Layer(module, (InputSpec((batch, c["tokens"], c["width"])),))


def _recurrent(recurrent: type[nn.RNNBase]) -> Callable[[Config, int], Layer]:
    def build(c: Config, batch: int) -> Layer:
        module = recurrent(
            c["input_size"],
            c["hidden_size"],
            num_layers=c.get("layers", 1),
            bidirectional=c.get("bidirectional", False),
            batch_first=True,
        )
        return Layer(FirstOutput(module), (InputSpec((batch, c["steps"], c["input_size"])),))

    return build


def _batch_norm(c: Config, batch: int) -> Layer:
    shape = (batch, c["channels"], c["size"], c["size"])
    return Layer(nn.BatchNorm2d(c["channels"]), (InputSpec(shape),))


def _group_norm(c: Config, batch: int) -> Layer:
    shape = (batch, c["channels"], c["size"], c["size"])
    return Layer(nn.GroupNorm(c["groups"], c["channels"]), (InputSpec(shape),))


def _layer_norm(c: Config, batch: int) -> Layer:
    return Layer(nn.LayerNorm(c["width"]), (InputSpec((batch, c["tokens"], c["width"])),))


def _elementwise(function: Callable[..., torch.Tensor], arity: int = 1):
    def build(c: Config, batch: int) -> Layer:
        return Layer(Functional(function), (InputSpec((batch, c["elements"])),) * arity)

    return build


def _dropout(c: Config, batch: int) -> Layer:
    return Layer(nn.Dropout(c["p"]), (InputSpec((batch, c["elements"])),))


def _softmax(c: Config, batch: int) -> Layer:
    return Layer(nn.Softmax(dim=-1), (InputSpec((batch, c["rows"], c["columns"])),))


def _pool(pool: type[nn.Module]) -> Callable[[Config, int], Layer]:
    def build(c: Config, batch: int) -> Layer:
        module = pool(c["kernel_size"], stride=c["stride"], padding=c.get("padding", 0))
        return Layer(module, (InputSpec((batch, c["channels"], c["size"], c["size"])),))

    return build


def _global_average_pool(c: Config, batch: int) -> Layer:
    shape = (batch, c["channels"], c["size"], c["size"])
    return Layer(nn.AdaptiveAvgPool2d(1), (InputSpec(shape),))


def _upsample(c: Config, batch: int) -> Layer:
    shape = (batch, c["channels"], c["size"], c["size"])
    return Layer(nn.Upsample(scale_factor=2, mode=c["method"]), (InputSpec(shape),))


def _concatenate(c: Config, batch: int) -> Layer:
    spec = InputSpec((batch, c["channels"], c["size"], c["size"]))
    return Layer(Functional(lambda *parts: torch.cat(parts, dim=1)), (spec, spec))


def _embedding(c: Config, batch: int) -> Layer:
    module = nn.Embedding(c["rows"], c["width"])
    return Layer(module, (InputSpec((batch, c["tokens"]), classes=c["rows"]),))


LAYERS: dict[str, Callable[[Config, int], Layer]] = {
    "linear": _linear,
    "bmm": _bmm,
    "convolution": _convolution,
    "sdpa": _sdpa,
    "plain_attention": _plain_attention,
    "multihead_attention": _multihead_attention,
    "transformer_encoder_layer": _transformer_encoder_layer,
    "rnn": _recurrent(nn.RNN),
    "lstm": _recurrent(nn.LSTM),
    "gru": _recurrent(nn.GRU),
    "batch_norm": _batch_norm,
    "group_norm": _group_norm,
    "layer_norm": _layer_norm,
    "relu": _elementwise(F.relu),
    "gelu": _elementwise(F.gelu),
    "silu": _elementwise(F.silu),
    "sigmoid": _elementwise(torch.sigmoid),
    "tanh": _elementwise(torch.tanh),
    "add": _elementwise(torch.add, arity=2),
    "multiply": _elementwise(torch.mul, arity=2),
    "dropout": _dropout,
    "softmax": _softmax,
    "max_pool": _pool(nn.MaxPool2d),
    "average_pool": _pool(nn.AvgPool2d),
    "global_average_pool": _global_average_pool,
    "upsample": _upsample,
    "concatenate": _concatenate,
    "embedding": _embedding,
}
