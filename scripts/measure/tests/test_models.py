"""Every model kind trains one step on the CPU, small."""

from __future__ import annotations

import pytest
import torch

from ..case import Config
from ..models.registry import MODELS

IMAGE: Config = {"image": 64, "classes": 5}
TEXT: Config = {"tokens": 8, "vocabulary": 50}
SMALL: dict[str, Config] = {
    "mlp": {"depth": 2, "width": 8, "inputs": 12, "classes": 5},
    "mixer": IMAGE | {"patch": 16, "width": 16, "depth": 2},
    "vgg": IMAGE | {"depth": 11},
    "resnet": IMAGE | {"depth": 18},
    "resnet_cifar": IMAGE | {"depth": 8},
    "densenet": IMAGE | {"growth": 8},
    "mobilenet": IMAGE | {"width": 50},
    "convnext": IMAGE | {"width": 16},
    "small_cnn": IMAGE | {"depth": 2, "width": 4},
    "vit": IMAGE | {"patch": 16, "width": 16, "depth": 2, "heads": 2},
    "gpt": TEXT | {"width": 16, "depth": 2, "heads": 2},
    "bert": TEXT | {"width": 16, "depth": 2, "heads": 2},
    "recurrent_lm": TEXT | {"cell": "gru", "width": 16, "depth": 2},
    "text_cnn": TEXT | {"width": 16, "filters": 4, "classes": 5},
    "unet": IMAGE | {"width": 4, "depth": 2},
    "autoencoder": IMAGE | {"width": 4, "depth": 2},
}


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_gradient_reaches_every_parameter(kind: str):
    torch.manual_seed(0)
    setup = MODELS[kind](SMALL[kind], 2)
    device = torch.device("cpu")
    inputs = [spec.make(device, torch.float32) for spec in setup.inputs]
    loss = setup.loss(setup.module(*inputs), setup.targets.make(device, torch.float32))
    loss.backward()
    assert torch.isfinite(loss)
    for name, parameter in setup.module.named_parameters():
        assert parameter.grad is not None, name
