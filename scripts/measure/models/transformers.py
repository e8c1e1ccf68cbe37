"""Transformers: ViT, GPT and BERT in style, over PyTorch's fused attention."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from ..case import Config
from ..inputs import InputSpec
from .setup import ModelSetup, classification, token_prediction


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.heads = heads
        self.causal = causal
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, tokens, width = x.shape
        split = self.qkv(x).view(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        context = F.scaled_dot_product_attention(query, key, value, is_causal=self.causal)
        return self.projection(context.transpose(1, 2).reshape(batch, tokens, width))


class _Block(nn.Module):
    """Attention and a 4× feed-forward, normalised before (GPT, ViT) or after (BERT) each."""

    def __init__(
        self, width: int, heads: int, dropout: float, causal: bool, post_norm: bool
    ) -> None:
        super().__init__()
        self.post_norm = post_norm
        self.attention = nn.Sequential(_Attention(width, heads, causal), nn.Dropout(dropout))
        self.feed_forward = nn.Sequential(
            nn.Linear(width, 4 * width),
            nn.GELU(),
            nn.Linear(4 * width, width),
            nn.Dropout(dropout),
        )
        self.norm_1 = nn.LayerNorm(width)
        self.norm_2 = nn.LayerNorm(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.post_norm:
            x = self.norm_1(x + self.attention(x))
            return self.norm_2(x + self.feed_forward(x))
        x = x + self.attention(self.norm_1(x))
        return x + self.feed_forward(self.norm_2(x))


class _VisionTransformer(nn.Module):
    def __init__(self, c: Config) -> None:
        super().__init__()
        width = c["width"]
        tokens = (c["image"] // c["patch"]) ** 2 + 1
        self.patches = nn.Conv2d(3, width, c["patch"], stride=c["patch"])
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.blocks = nn.Sequential(
            *[_Block(width, c["heads"], 0.0, False, False) for _ in range(c["depth"])]
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, c["classes"])

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat((self.class_token.expand(len(x), -1, -1).to(x.dtype), x), dim=1)
        return self.head(self.norm(self.blocks(x + self.positions))[:, 0])


def vit(c: Config, batch: int) -> ModelSetup:
    """Dosovitskiy et al. 2020."""
    images = InputSpec((batch, 3, c["image"], c["image"]))
    return classification(_VisionTransformer(c), images, c["classes"])


class _LanguageModel(nn.Module):
    """Token and position embeddings, blocks, and a head tied to the token embedding."""

    def __init__(self, c: Config, causal: bool, post_norm: bool) -> None:
        super().__init__()
        width = c["width"]
        self.tokens = nn.Embedding(c["vocabulary"], width)
        self.positions = nn.Embedding(c["tokens"], width)
        self.dropout = nn.Dropout(0.1)
        self.blocks = nn.Sequential(
            *[_Block(width, c["heads"], 0.1, causal, post_norm) for _ in range(c["depth"])]
        )
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, c["vocabulary"], bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.tokens(ids) + self.positions(positions))
        return self.head(self.norm(self.blocks(x)))


def gpt(c: Config, batch: int) -> ModelSetup:
    """Radford et al. 2019 (GPT-2): causal, normalised before each part."""
    module = _LanguageModel(c, causal=True, post_norm=False)
    return token_prediction(module, batch, c["tokens"], c["vocabulary"])


def bert(c: Config, batch: int) -> ModelSetup:
    """Devlin et al. 2018: bidirectional, normalised after each part, logits for every token."""
    module = _LanguageModel(c, causal=False, post_norm=True)
    return token_prediction(module, batch, c["tokens"], c["vocabulary"])
