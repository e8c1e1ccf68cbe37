"""The layer configurations: shapes from well-known networks, and sweeps of size around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..case import Case, Config, Phase

Combination = tuple[Phase, str]
"""Phase and precision."""

_PRODUCTS: tuple[Combination, ...] = (
    ("forward", "fp32"),
    ("forward", "tf32"),
    ("forward", "bf16"),
    ("forward_backward", "tf32"),
    ("forward_backward", "amp-fp16"),
)
"""For layers that tensor cores can run. TF32 and FP32 are the two meanings of "float32"."""

_FEW_PRODUCTS: tuple[Combination, ...] = (
    ("forward", "torch-default"),
    ("forward", "amp-fp16"),
    ("forward_backward", "torch-default"),
)

_DATA: tuple[Combination, ...] = (
    ("forward", "fp32"),
    ("forward", "bf16"),
    ("forward_backward", "fp32"),
)
"""For layers bound by memory: their dtype is what matters."""


def _cases(
    family: str,
    kind: str,
    configs: Iterable[Config],
    batches: Iterable[int],
    combinations: Iterable[Combination],
) -> Iterator[Case]:
    batches, combinations = tuple(batches), tuple(combinations)
    for config in configs:
        for batch in batches:
            for phase, precision in combinations:
                yield Case("layer", family, kind, config, phase, precision, batch)


def _rows(names: str, *rows: tuple[object, ...]) -> list[Config]:
    """Configs from a table: column names in one string, values per row."""
    return [dict(zip(names.split(), row, strict=True)) for row in rows]


def _dense() -> Iterator[Case]:
    squares = [{"in_features": n, "out_features": n} for n in (64, 256, 1024, 4096)]
    yield from _cases("dense", "linear", squares, (32, 2048), _PRODUCTS)
    published = _rows(
        "in_features out_features",
        (784, 128),
        (2048, 1000),
        (9216, 4096),
        (25088, 4096),
    )
    yield from _cases("dense", "linear", published, (1, 128), _FEW_PRODUCTS)
    in_blocks = _rows(
        "in_features out_features tokens",
        (384, 1536, 197),
        (768, 3072, 512),
        (3072, 768, 512),
        (768, 50257, 256),
    )
    yield from _cases("dense", "linear", in_blocks, (8,), _PRODUCTS)
    batched = _rows("m k n", (128, 64, 128), (512, 64, 512), (512, 512, 64), (1024, 1024, 1024))
    yield from _cases("dense", "bmm", batched, (16,), _FEW_PRODUCTS + (("forward", "bf16"),))


_CONVOLUTION = "in_channels out_channels kernel_size stride padding size"


def _convolutions() -> Iterator[Case]:
    published = _rows(
        _CONVOLUTION,
        (3, 64, 7, 2, 3, 224),
        (3, 64, 3, 1, 1, 224),
        (64, 64, 3, 1, 1, 56),
        (64, 256, 1, 1, 0, 56),
        (128, 128, 3, 2, 1, 56),
        (256, 256, 3, 1, 1, 14),
        (512, 512, 3, 1, 1, 14),
        (512, 512, 3, 1, 1, 7),
        (1024, 2048, 1, 2, 0, 14),
        (3, 384, 16, 16, 0, 224),
    )
    yield from _cases("convolution", "convolution", published, (32,), _PRODUCTS)
    yield from _cases("convolution", "convolution", published, (1, 128), _FEW_PRODUCTS)
    small = _rows(
        _CONVOLUTION,
        (1, 32, 3, 1, 0, 28),
        (3, 32, 3, 1, 1, 32),
        (16, 16, 3, 1, 1, 32),
        (64, 64, 5, 1, 2, 16),
        (64, 128, 3, 1, 1, 16),
    )
    yield from _cases("convolution", "convolution", small, (64, 512), _FEW_PRODUCTS)
    other = [
        {"in_channels": 64, "out_channels": 64, "kernel_size": 3, "padding": 2, "dilation": 2}
        | {"size": 56},
        {"dimensions": 1, "in_channels": 128, "out_channels": 256, "kernel_size": 5, "size": 512},
        {"dimensions": 3, "in_channels": 16, "out_channels": 32, "kernel_size": 3, "size": 32},
        {"in_channels": 256, "out_channels": 256, "kernel_size": 3, "padding": 1, "size": 14}
        | {"memory_format": "channels_last"},
        {"in_channels": 64, "out_channels": 256, "kernel_size": 1, "size": 56}
        | {"memory_format": "channels_last"},
    ]
    yield from _cases("convolution", "convolution", other, (32,), _FEW_PRODUCTS)
    transposed = _rows(
        "transposed in_channels out_channels kernel_size stride padding size",
        (True, 128, 64, 2, 2, 0, 64),
        (True, 256, 128, 4, 2, 1, 16),
    )
    yield from _cases("transposed", "convolution", transposed, (16, 64), _FEW_PRODUCTS)


def _grouped_convolutions() -> Iterator[Case]:
    names = f"{_CONVOLUTION} groups"
    depthwise = _rows(
        names,
        (32, 32, 3, 1, 1, 112, 32),
        (144, 144, 3, 2, 1, 56, 144),
        (384, 384, 3, 1, 1, 14, 384),
        (960, 960, 3, 1, 1, 7, 960),
        (192, 192, 7, 1, 3, 28, 192),
    )
    yield from _cases("depthwise", "convolution", depthwise, (1, 64), _FEW_PRODUCTS)
    grouped = _rows(
        names,
        (128, 128, 3, 1, 1, 56, 32),
        (512, 512, 3, 1, 1, 14, 32),
        (256, 256, 1, 1, 0, 28, 4),
    )
    yield from _cases("grouped", "convolution", grouped, (1, 64), _FEW_PRODUCTS)


def _attention() -> Iterator[Case]:
    names = "heads queries keys head_dim causal"
    fused = _rows(
        names,
        (6, 197, 197, 64, False),
        (12, 512, 512, 64, False),
        (12, 1024, 1024, 64, True),
        (16, 4096, 4096, 128, True),
        (12, 1, 1024, 64, False),
    )
    combinations = (("forward", "fp32"), ("forward", "bf16"), ("forward_backward", "bf16"))
    yield from _cases("attention", "sdpa", fused, (1, 16), combinations)
    plain = _rows("heads queries keys head_dim", (12, 512, 512, 64), (6, 197, 197, 64))
    yield from _cases("attention", "plain_attention", plain, (16,), _FEW_PRODUCTS)
    blocks = _rows("width heads tokens", (384, 6, 197), (768, 12, 512), (128, 4, 64))
    for kind in ("multihead_attention", "transformer_encoder_layer"):
        yield from _cases("attention", kind, blocks, (16,), _FEW_PRODUCTS)


def _recurrent() -> Iterator[Case]:
    configs = _rows(
        "input_size hidden_size steps layers bidirectional",
        (64, 64, 32, 1, False),
        (128, 256, 100, 1, False),
        (650, 650, 35, 2, False),
        (512, 1024, 64, 1, True),
    )
    for kind in ("lstm", "gru"):
        yield from _cases("recurrent", kind, configs, (1, 64), _FEW_PRODUCTS)
    yield from _cases("recurrent", "rnn", configs[:2], (64,), _FEW_PRODUCTS)


def _memory_bound() -> Iterator[Case]:
    maps = _rows("channels size", (64, 112), (256, 56), (512, 14))
    yield from _cases("normalisation", "batch_norm", maps, (1, 64), _DATA)
    grouped_maps = [config | {"groups": 32} for config in maps[1:]]
    yield from _cases("normalisation", "group_norm", grouped_maps, (32,), _DATA)
    sequences = _rows("width tokens", (384, 197), (768, 512), (4096, 128))
    yield from _cases("normalisation", "layer_norm", sequences, (1, 32), _DATA)

    for kind in ("relu", "gelu", "add"):
        sizes = [{"elements": n} for n in (2**12, 2**20)]
        yield from _cases("elementwise", kind, sizes, (1, 128), _DATA)
    for kind in ("silu", "sigmoid", "tanh", "multiply"):
        yield from _cases("elementwise", kind, [{"elements": 2**20}], (64,), _DATA)
    # In eval mode dropout does nothing: only training is worth measuring.
    training = (("forward_backward", "fp32"), ("forward_backward", "bf16"))
    yield from _cases("elementwise", "dropout", [{"elements": 2**20, "p": 0.1}], (64,), training)

    pools = [config | {"kernel_size": 3, "stride": 2, "padding": 1} for config in maps[:2]]
    for kind in ("max_pool", "average_pool"):
        yield from _cases("pooling", kind, pools, (64,), _DATA)
    yield from _cases("pooling", "global_average_pool", [maps[2]], (1, 128), _DATA)
    upsampled = [maps[1] | {"method": method} for method in ("nearest", "bilinear")]
    yield from _cases("resampling", "upsample", upsampled, (16,), _DATA)
    yield from _cases("resampling", "concatenate", [maps[1]], (32,), _DATA)

    rows = _rows("rows columns", (1, 1000), (2364, 197), (6144, 512), (256, 50257))
    yield from _cases("softmax", "softmax", rows, (8,), _DATA)
    tables = _rows("rows width tokens", (30522, 768, 512), (50257, 768, 1024), (10000, 128, 100))
    phases = (("forward", "fp32"), ("forward_backward", "fp32"))
    yield from _cases("embedding", "embedding", tables, (1, 32), phases)


def layer_cases() -> list[Case]:
    parts = (_dense, _convolutions, _grouped_convolutions, _attention, _recurrent, _memory_bound)
    return [case for part in parts for case in part()]
