"""The whole models: inference and training steps at several batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..case import Case, Config


@dataclass(frozen=True)
class _Row:
    """A model, how it is trained, and its batches; `compiles` puts it into the compiled plan."""

    family: str
    kind: str
    config: Config
    optimizer: str
    inference: tuple[int, ...]
    training: tuple[int, ...]
    compiles: bool = False


_IMAGENET: Config = {"image": 224, "classes": 1000}
_CIFAR: Config = {"image": 32, "classes": 10}


def _mlp(depth: int, width: int, inputs: int = 784) -> _Row:
    config: Config = {"depth": depth, "width": width, "inputs": inputs, "classes": 10}
    return _Row("mlp", "mlp", config, "adam", (1, 256, 4096), (32, 1024), depth == 3)


def _image(
    family: str, optimizer: str, config: Config, compiles: bool = False, kind: str = ""
) -> _Row:
    batches = (1, 32, 128), (32, 96)
    return _Row(family, kind or family, _IMAGENET | config, optimizer, *batches, compiles)


def _language(family: str, config: Config, compiles: bool = False) -> _Row:
    return _Row(family, family, config, "adamw", (1, 16), (4, 16), compiles)


_GPT_2: Config = {"vocabulary": 50257}
_BERT: Config = {"vocabulary": 30522}
_VIT: Config = {"patch": 16}

_ROWS: tuple[_Row, ...] = (
    _mlp(3, 512),
    _mlp(2, 4096),
    _mlp(10, 256),
    _mlp(50, 64),
    _mlp(100, 25),
    _mlp(24, 1024, inputs=1024),
    _image("resnet", "sgd-momentum", {"depth": 18}),
    _image("resnet", "sgd-momentum", {"depth": 34}),
    _image("resnet", "sgd-momentum", {"depth": 50}, compiles=True),
    _image("vgg", "sgd-momentum", {"depth": 11}),
    _image("vgg", "sgd-momentum", {"depth": 16}),
    _image("mobilenet", "sgd-momentum", {"width": 50}),
    _image("mobilenet", "sgd-momentum", {"width": 100}, compiles=True),
    _image("densenet", "sgd-momentum", {"growth": 32}),
    _image("convnext", "adamw", {"width": 96}),
    _image("mixer", "adamw", {"patch": 16, "width": 512, "depth": 8}),
    _image("vit", "adamw", _VIT | {"width": 192, "depth": 12, "heads": 3}),
    _image("vit", "adamw", _VIT | {"width": 384, "depth": 12, "heads": 6}, compiles=True),
    _image("vit", "adamw", _VIT | {"width": 768, "depth": 12, "heads": 12}),
    _Row("resnet", "resnet_cifar", _CIFAR | {"depth": 20}, "sgd-momentum", (1, 256), (128, 512)),
    _Row("resnet", "resnet_cifar", _CIFAR | {"depth": 56}, "sgd-momentum", (1, 256), (128, 512)),
    _Row("small_cnn", "small_cnn", _CIFAR | {"depth": 3, "width": 32}, "adam", (1, 512), (64, 512)),
    _language("gpt", {"width": 128, "depth": 4, "heads": 4, "tokens": 64, "vocabulary": 96}),
    _language("gpt", {"width": 384, "depth": 6, "heads": 6, "tokens": 256, "vocabulary": 96}, True),
    _language("gpt", _GPT_2 | {"width": 768, "depth": 12, "heads": 12, "tokens": 512}),
    _language("gpt", _GPT_2 | {"width": 768, "depth": 12, "heads": 12, "tokens": 1024}),
    _language("bert", _BERT | {"width": 256, "depth": 4, "heads": 4, "tokens": 128}),
    _language("bert", _BERT | {"width": 768, "depth": 12, "heads": 12, "tokens": 128}, True),
    _language("bert", _BERT | {"width": 768, "depth": 12, "heads": 12, "tokens": 384}),
    _language(
        "recurrent_lm",
        {"cell": "lstm", "width": 650, "depth": 2, "tokens": 35, "vocabulary": 10000},
    ),
    _language(
        "recurrent_lm",
        {"cell": "gru", "width": 256, "depth": 2, "tokens": 100, "vocabulary": 10000},
    ),
    _Row(
        "text_cnn",
        "text_cnn",
        {"vocabulary": 20000, "width": 300, "filters": 100, "tokens": 64, "classes": 2},
        "adam",
        (1, 256),
        (64, 256),
    ),
    _Row(
        "unet",
        "unet",
        {"image": 256, "classes": 2, "width": 32, "depth": 4},
        "adam",
        (1, 16),
        (4, 16),
        True,
    ),
    _Row(
        "unet",
        "unet",
        {"image": 512, "classes": 21, "width": 64, "depth": 4},
        "adam",
        (1, 4),
        (2, 4),
    ),
    _Row(
        "autoencoder",
        "autoencoder",
        {"image": 64, "width": 32, "depth": 4},
        "adam",
        (1, 256),
        (64, 256),
    ),
)


def _model_cases(row: _Row) -> Iterator[Case]:
    for precision in ("torch-default", "amp-fp16"):
        for batch in row.inference:
            yield Case("model", row.family, row.kind, row.config, "forward", precision, batch)
        for batch in row.training:
            yield Case(
                "model",
                row.family,
                row.kind,
                row.config,
                "train_step",
                precision,
                batch,
                optimizer=row.optimizer,
            )


def model_cases() -> list[Case]:
    return [case for row in _ROWS for case in _model_cases(row)]


def compiled_cases() -> list[Case]:
    """The largest batches of a few models, AMP: compiling each takes longer than measuring it."""
    cases: list[Case] = []
    for row in _ROWS:
        if row.compiles:
            largest = replace(row, inference=row.inference[-1:], training=row.training[-1:])
            eager = (case for case in _model_cases(largest) if case.precision == "amp-fp16")
            cases += [replace(case, mode="compiled") for case in eager]
    return cases
