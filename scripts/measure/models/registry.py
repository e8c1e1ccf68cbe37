"""Model builders by kind."""

from __future__ import annotations

from collections.abc import Callable

from ..case import Config
from . import convnets, dense, image_to_image, sequences, transformers
from .setup import ModelSetup

MODELS: dict[str, Callable[[Config, int], ModelSetup]] = {
    "mlp": dense.mlp,
    "mixer": dense.mixer,
    "vgg": convnets.vgg,
    "resnet": convnets.resnet,
    "resnet_cifar": convnets.resnet_cifar,
    "densenet": convnets.densenet,
    "mobilenet": convnets.mobilenet,
    "convnext": convnets.convnext,
    "small_cnn": convnets.small_cnn,
    "vit": transformers.vit,
    "gpt": transformers.gpt,
    "bert": transformers.bert,
    "recurrent_lm": sequences.recurrent_lm,
    "text_cnn": sequences.text_cnn,
    "unet": image_to_image.unet,
    "autoencoder": image_to_image.autoencoder,
}
