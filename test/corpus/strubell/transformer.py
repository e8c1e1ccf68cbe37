"""The encoder-decoder Transformer of Vaswani et al. 2017, and the loop that trains it.

One set of embeddings for source, target and the projection before the softmax (section 3.4), residual dropout and
post-normalisation (section 3.1), sinusoidal positions (section 3.5), label smoothing 0.1 and Adam with beta2 = 0.98
(section 5).
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

# WMT 2014 English-German: byte pairs shared by both languages (section 5.1).
VOCABULARY = 37_000
# "Each training batch contained [...] approximately 25000 source tokens and 25000 target tokens" (section 5.1), here as
# pairs of equal length; the corpus has 116 M English words in 4.5 M sentences (Luong et al. 2015), 26 a sentence.
TOKENS = 25_000
LENGTH = 25


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x, memory, mask=None):
        query, key, value = (self.split(y) for y in (self.query(x), self.key(memory), self.value(memory)))
        scores = query @ key.transpose(-2, -1) / math.sqrt(query.size(-1))
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        mixed = scores.softmax(dim=-1) @ value
        return self.out(mixed.transpose(1, 2).reshape(x.shape))

    def split(self, x):
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)


class FeedForward(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)

    def forward(self, x):
        return self.outer(F.relu(self.inner(x)))


class Residual(nn.Module):
    """LayerNorm(x + Sublayer(x))"""

    def __init__(self, width, dropout):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, y):
        return self.norm(x + self.dropout(y))


class EncoderLayer(nn.Module):
    def __init__(self, width, inner, heads, dropout):
        super().__init__()
        self.attention = Attention(width, heads)
        self.feed_forward = FeedForward(width, inner)
        self.residuals = nn.ModuleList(Residual(width, dropout) for _ in range(2))

    def forward(self, x):
        x = self.residuals[0](x, self.attention(x, x))
        return self.residuals[1](x, self.feed_forward(x))


class DecoderLayer(nn.Module):
    def __init__(self, width, inner, heads, dropout):
        super().__init__()
        self.own = Attention(width, heads)
        self.cross = Attention(width, heads)
        self.feed_forward = FeedForward(width, inner)
        self.residuals = nn.ModuleList(Residual(width, dropout) for _ in range(3))

    def forward(self, x, memory, mask):
        x = self.residuals[0](x, self.own(x, x, mask))
        x = self.residuals[1](x, self.cross(x, memory))
        return self.residuals[2](x, self.feed_forward(x))


class Transformer(nn.Module):
    def __init__(self, width, inner, heads, dropout, layers=6, vocabulary=VOCABULARY, longest=256):
        super().__init__()
        self.width = width
        self.embedding = nn.Embedding(vocabulary, width)
        self.dropout = nn.Dropout(dropout)
        self.encoder = nn.ModuleList(EncoderLayer(width, inner, heads, dropout) for _ in range(layers))
        self.decoder = nn.ModuleList(DecoderLayer(width, inner, heads, dropout) for _ in range(layers))
        self.register_buffer("positions", sinusoids(longest, width))

    def forward(self, source, target):
        memory = self.embed(source)
        for layer in self.encoder:
            memory = layer(memory)
        length = target.size(1)
        future = torch.ones(length, length, dtype=torch.bool, device=target.device).triu(1)
        x = self.embed(target)
        for layer in self.decoder:
            x = layer(x, memory, future)
        return F.linear(x, self.embedding.weight)

    def embed(self, tokens):
        x = self.embedding(tokens) * math.sqrt(self.width)
        return self.dropout(x + self.positions[: tokens.size(1)])


def sinusoids(length, width):
    position = torch.arange(length).unsqueeze(1)
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(position * rate)
    table[:, 1::2] = torch.cos(position * rate)
    return table


def train(model, steps):
    """Random token pairs stand in for the corpus: they cost the same."""
    pairs = TOKENS // LENGTH
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-9)
    model.train()
    for _ in range(steps):
        source = torch.randint(VOCABULARY, (pairs, LENGTH))
        target = torch.randint(VOCABULARY, (pairs, LENGTH))
        following = torch.randint(VOCABULARY, (pairs, LENGTH))
        logits = model(source, target)
        loss = F.cross_entropy(logits.view(-1, VOCABULARY), following.view(-1), label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
