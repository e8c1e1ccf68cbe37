"""Image classifiers: VGG, ResNet, DenseNet, MobileNetV2 and ConvNeXt in style."""

from __future__ import annotations

import torch
from torch import nn

from ..case import Config
from ..inputs import InputSpec
from .setup import ModelSetup, classification


def _conv_norm_act(
    channels: int, filters: int, kernel: int, stride: int = 1, groups: int = 1, act: bool = True
) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.Conv2d(channels, filters, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(filters),
    ]
    if act:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


def _classifier(c: Config, batch: int, features: nn.Module, channels: int) -> ModelSetup:
    """Global average pooling and one linear layer after `features`."""
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, c["classes"]))
    images = InputSpec((batch, 3, c["image"], c["image"]))
    return classification(nn.Sequential(features, *head), images, c["classes"])


_VGG_STAGES = {11: (1, 1, 2, 2, 2), 16: (2, 2, 3, 3, 3)}


def vgg(c: Config, batch: int) -> ModelSetup:
    """Simonyan and Zisserman 2014, with batch normalisation, at 224 pixels: 7×7 before the head."""
    layers: list[nn.Module] = []
    channels = 3
    for stage, repeats in enumerate(_VGG_STAGES[c["depth"]]):
        filters = min(64 * 2**stage, 512)
        for _ in range(repeats):
            layers.append(_conv_norm_act(channels, filters, 3))
            channels = filters
        layers.append(nn.MaxPool2d(2))
    side = c["image"] // 32
    head = (
        nn.Flatten(),
        nn.Linear(512 * side * side, 4096),
        nn.ReLU(inplace=True),
        nn.Dropout(),
        nn.Linear(4096, 4096),
        nn.ReLU(inplace=True),
        nn.Dropout(),
        nn.Linear(4096, c["classes"]),
    )
    images = InputSpec((batch, 3, c["image"], c["image"]))
    return classification(nn.Sequential(*layers, *head), images, c["classes"])


class _Residual(nn.Module):
    def __init__(self, channels: int, filters: int, stride: int, bottleneck: bool) -> None:
        super().__init__()
        if bottleneck:
            inner = filters // 4
            self.body = nn.Sequential(
                _conv_norm_act(channels, inner, 1),
                _conv_norm_act(inner, inner, 3, stride),
                _conv_norm_act(inner, filters, 1, act=False),
            )
        else:
            self.body = nn.Sequential(
                _conv_norm_act(channels, filters, 3, stride),
                _conv_norm_act(filters, filters, 3, act=False),
            )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels != filters:
            self.shortcut = _conv_norm_act(channels, filters, 1, stride, act=False)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.body(x) + self.shortcut(x))


_RESNET_STAGES = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}


def resnet(c: Config, batch: int) -> ModelSetup:
    """He et al. 2015 for ImageNet: basic blocks up to 34 layers, bottlenecks (v1.5) above."""
    bottleneck = c["depth"] >= 50
    layers: list[nn.Module] = [_conv_norm_act(3, 64, 7, stride=2), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, repeats in enumerate(_RESNET_STAGES[c["depth"]]):
        filters = (256 if bottleneck else 64) * 2**stage
        for block in range(repeats):
            stride = 2 if block == 0 and stage > 0 else 1
            layers.append(_Residual(channels, filters, stride, bottleneck))
            channels = filters
    return _classifier(c, batch, nn.Sequential(*layers), channels)


def resnet_cifar(c: Config, batch: int) -> ModelSetup:
    """He et al. 2015 for CIFAR-10: 6n+2 layers of 16, 32 and 64 filters."""
    layers: list[nn.Module] = [_conv_norm_act(3, 16, 3)]
    channels = 16
    for filters in (16, 32, 64):
        for block in range((c["depth"] - 2) // 6):
            stride = 2 if block == 0 and filters > 16 else 1
            layers.append(_Residual(channels, filters, stride, bottleneck=False))
            channels = filters
    return _classifier(c, batch, nn.Sequential(*layers), channels)


class _DenseLayer(nn.Module):
    def __init__(self, channels: int, growth: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, 4 * growth, 1, bias=False),
            nn.BatchNorm2d(4 * growth),
            nn.ReLU(inplace=True),
            nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat((x, self.body(x)), dim=1)


def densenet(c: Config, batch: int) -> ModelSetup:
    """Huang et al. 2016, DenseNet-121's block lengths."""
    growth = c["growth"]
    channels = 2 * growth
    layers: list[nn.Module] = [_conv_norm_act(3, channels, 7, stride=2), nn.MaxPool2d(3, 2, 1)]
    for stage, repeats in enumerate((6, 12, 24, 16)):
        if stage > 0:
            layers += [
                nn.BatchNorm2d(channels),
                nn.ReLU(inplace=True),
                nn.Conv2d(channels, channels // 2, 1, bias=False),
                nn.AvgPool2d(2),
            ]
            channels //= 2
        for _ in range(repeats):
            layers.append(_DenseLayer(channels, growth))
            channels += growth
    layers += [nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
    return _classifier(c, batch, nn.Sequential(*layers), channels)


class _InvertedResidual(nn.Module):
    def __init__(self, channels: int, filters: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = channels * expansion
        expand = [_conv_norm_act(channels, inner, 1)] if expansion != 1 else []
        self.body = nn.Sequential(
            *expand,
            _conv_norm_act(inner, inner, 3, stride, groups=inner),
            _conv_norm_act(inner, filters, 1, act=False),
        )
        self.adds = stride == 1 and channels == filters

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x) if self.adds else self.body(x)


def mobilenet(c: Config, batch: int) -> ModelSetup:
    """Sandler et al. 2018 (MobileNetV2); `width` in percent of the published channels."""

    def scaled(filters: int) -> int:
        return max(8, round(filters * c["width"] / 100 / 8) * 8)

    channels = scaled(32)
    layers: list[nn.Module] = [_conv_norm_act(3, channels, 3, stride=2)]
    stages = (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    )
    for expansion, filters, repeats, first_stride in stages:
        for block in range(repeats):
            stride = first_stride if block == 0 else 1
            layers.append(_InvertedResidual(channels, scaled(filters), stride, expansion))
            channels = scaled(filters)
    layers.append(_conv_norm_act(channels, 1280, 1))
    return _classifier(c, batch, nn.Sequential(*layers), 1280)


class _ChannelNorm(nn.Module):
    """Layer normalisation over the channels of (batch, channels, height, width)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class _ConvNextBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
        self.body = nn.Sequential(
            nn.LayerNorm(channels),
            nn.Linear(channels, 4 * channels),
            nn.GELU(),
            nn.Linear(4 * channels, channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(self.depthwise(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def convnext(c: Config, batch: int) -> ModelSetup:
    """Liu et al. 2022, ConvNeXt-T's block counts."""
    channels = c["width"]
    layers: list[nn.Module] = [nn.Conv2d(3, channels, 4, stride=4), _ChannelNorm(channels)]
    for stage, repeats in enumerate((3, 3, 9, 3)):
        if stage > 0:
            layers += [_ChannelNorm(channels), nn.Conv2d(channels, 2 * channels, 2, stride=2)]
            channels *= 2
        layers += [_ConvNextBlock(channels) for _ in range(repeats)]
    return _classifier(c, batch, nn.Sequential(*layers), channels)


def small_cnn(c: Config, batch: int) -> ModelSetup:
    """Convolution, ReLU and pooling `depth` times, doubling `width`, as tutorials write it."""
    layers: list[nn.Module] = []
    channels = 3
    for stage in range(c["depth"]):
        filters = c["width"] * 2**stage
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    return _classifier(c, batch, nn.Sequential(*layers), channels)
