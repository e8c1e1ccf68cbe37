"""A decoder of language models, sized by what is published of them, as the analyser reads it: it is never run.

Attention is fused, as in the programs that trained them; what is computed again in the backward pass is not told.
"""
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads, key_heads, bias, rotary):
        super().__init__()
        self.head = width // heads
        self.heads = heads
        self.key_heads = key_heads
        self.rotary = rotary
        self.qkv = nn.Linear(width, (heads + 2 * key_heads) * self.head, bias=bias)
        self.output = nn.Linear(width, width, bias=bias)

    def turned(self, x, cos, sin):
        first, second = x.chunk(2, dim=-1)
        return x * cos + torch.cat((-second, first), dim=-1) * sin

    def forward(self, x, cos, sin):
        batch, length, width = x.shape
        sizes = [self.heads * self.head, self.key_heads * self.head, self.key_heads * self.head]
        query, key, value = self.qkv(x).split(sizes, dim=-1)
        query = query.view(batch, length, self.heads, self.head).transpose(1, 2)
        key = key.view(batch, length, self.key_heads, self.head).transpose(1, 2)
        value = value.view(batch, length, self.key_heads, self.head).transpose(1, 2)
        if self.rotary:
            query, key = self.turned(query, cos, sin), self.turned(key, cos, sin)
        repeats = self.heads // self.key_heads
        if repeats > 1:
            key = key.repeat_interleave(repeats, dim=1)
            value = value.repeat_interleave(repeats, dim=1)
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.output(mixed.transpose(1, 2).reshape(batch, length, width))


class Inner(nn.Module):
    def __init__(self, width, inner, gated, bias):
        super().__init__()
        self.gated = gated
        self.up = nn.Linear(width, inner, bias=bias)
        if gated:
            self.gate = nn.Linear(width, inner, bias=bias)
        self.down = nn.Linear(inner, width, bias=bias)

    def forward(self, x):
        if self.gated:
            return self.down(F.silu(self.gate(x)) * self.up(x))
        return self.down(F.gelu(self.up(x)))


class Block(nn.Module):
    def __init__(self, width, heads, key_heads, inner, gated, bias, rotary):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width, bias=bias)
        self.attention = Attention(width, heads, key_heads, bias, rotary)
        self.norm = nn.LayerNorm(width, bias=bias)
        self.inner = Inner(width, inner, gated, bias)

    def forward(self, x, cos, sin):
        x = x + self.attention(self.attention_norm(x), cos, sin)
        return x + self.inner(self.norm(x))


class Decoder(nn.Module):
    def __init__(self, layers, width, heads, key_heads, inner, vocabulary, gated, bias, rotary, tied):
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.blocks = nn.ModuleList(
            [Block(width, heads, key_heads, inner, gated, bias, rotary) for _ in range(layers)]
        )
        self.norm = nn.LayerNorm(width, bias=bias)
        self.head = nn.Linear(width, vocabulary, bias=False)
        if tied:
            self.head.weight = self.words.weight
        self.half = width // heads

    def forward(self, tokens):
        cos = torch.zeros(tokens.shape[1], self.half)
        sin = torch.zeros(tokens.shape[1], self.half)
        x = self.words(tokens)
        for block in self.blocks:
            x = block(x, cos, sin)
        logits = self.head(self.norm(x))
        return F.cross_entropy(logits.flatten(0, 1), tokens.flatten())
