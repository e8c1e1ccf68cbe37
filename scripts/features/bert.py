"""BERT (Devlin et al. 2019) with its heads, as the analyser reads it: it is never run.

Attention is written out, as in the training scripts of 2019 to 2021.
"""
import math

import torch
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.dropout = nn.Dropout(0.1)

    def split(self, x):
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).permute(0, 2, 1, 3)

    def forward(self, x):
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(query.shape[-1])
        weights = self.dropout(torch.softmax(scores, dim=-1))
        mixed = torch.matmul(weights, value).permute(0, 2, 1, 3).contiguous()
        return mixed.view(x.shape)


class Layer(nn.Module):
    def __init__(self, width, heads, inner):
        super().__init__()
        self.attention = SelfAttention(width, heads)
        self.attention_output = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, inner)
        self.activation = nn.GELU()
        self.down = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        x = self.attention_norm(x + self.dropout(self.attention_output(self.attention(x))))
        return self.norm(x + self.dropout(self.down(self.activation(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, layers, width, heads, vocabulary=30522, positions=512):
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(positions, width)
        self.types = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList([Layer(width, heads, 4 * width) for _ in range(layers)])

    def forward(self, tokens):
        places = torch.arange(tokens.shape[1])
        x = self.words(tokens) + self.positions(places) + self.types(torch.zeros_like(tokens))
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x)
        return x


class QuestionAnswering(nn.Module):
    """Begin and end of an answer: the fine-tuning on SQuAD."""

    def __init__(self, layers, width, heads):
        super().__init__()
        self.encoder = Encoder(layers, width, heads)
        self.outputs = nn.Linear(width, 2)

    def forward(self, tokens):
        return self.outputs(self.encoder(tokens))


class PreTraining(nn.Module):
    """Masked words, of which each sequence has so many, and the next sentence."""

    def __init__(self, layers, width, heads, masked):
        super().__init__()
        self.masked = masked
        self.encoder = Encoder(layers, width, heads)
        self.transform = nn.Linear(width, width)
        self.activation = nn.GELU()
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(30522))
        self.pooler = nn.Linear(width, width)
        self.next_sentence = nn.Linear(width, 2)

    def forward(self, tokens):
        x = self.encoder(tokens)
        words = self.norm(self.activation(self.transform(x[:, : self.masked])))
        words = torch.matmul(words, self.encoder.words.weight.t()) + self.bias
        return words, self.next_sentence(torch.tanh(self.pooler(x[:, 0])))
