"""BERT (Devlin et al. 2019) with its two pre-training heads, and the loop that trains it.

The batch is 256 sequences, the optimiser Adam with decoupled weight decay, 15 % of the tokens are predicted
(appendix A.2); the largest numbers of predictions are those of the authors' release (google-research/bert).
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

WORDS = 30_522
SEQUENCES = 256
PREDICTIONS = {128: 20, 512: 80}


class Layer(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width)
        self.inner = nn.Linear(width, 4 * width)
        self.outer = nn.Linear(4 * width, width)
        self.norm2 = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        x = self.norm1(x + self.dropout(self.attend(x, mask)))
        return self.norm2(x + self.dropout(self.outer(F.gelu(self.inner(x)))))

    def attend(self, x, mask):
        batch, length, width = x.shape
        shape = (batch, length, self.heads, width // self.heads)
        query, key, value = (y.view(shape).transpose(1, 2) for y in (self.query(x), self.key(x), self.value(x)))
        scores = query @ key.transpose(-2, -1) / math.sqrt(width // self.heads) + mask
        mixed = self.dropout(scores.softmax(dim=-1)) @ value
        return self.out(mixed.transpose(1, 2).reshape(batch, length, width))


class BERT(nn.Module):
    def __init__(self, layers=12, width=768, heads=12, dropout=0.1, longest=512):
        super().__init__()
        self.words = nn.Embedding(WORDS, width)
        self.positions = nn.Embedding(longest, width)
        self.segments = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(width, heads, dropout) for _ in range(layers))
        self.pooler = nn.Linear(width, width)
        self.next_sentence = nn.Linear(width, 2)
        self.transform = nn.Linear(width, width)
        self.transform_norm = nn.LayerNorm(width)
        self.word_bias = nn.Parameter(torch.zeros(WORDS))

    def forward(self, tokens, segments, mask, masked):
        places = torch.arange(tokens.size(1), device=tokens.device)
        x = self.words(tokens) + self.positions(places) + self.segments(segments)
        x = self.dropout(self.norm(x))
        penalty = (1.0 - mask[:, None, None, :]) * -10_000.0
        for layer in self.layers:
            x = layer(x, penalty)
        pooled = torch.tanh(self.pooler(x[:, 0]))
        hidden = x.gather(1, masked[:, :, None].expand(-1, -1, x.size(2)))
        hidden = self.transform_norm(F.gelu(self.transform(hidden)))
        return F.linear(hidden, self.words.weight, self.word_bias), self.next_sentence(pooled)


def train(model, length, steps):
    """Random tokens stand in for the corpus: they cost the same."""
    predictions = PREDICTIONS[length]
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)
    model.train()
    for _ in range(steps):
        tokens = torch.randint(WORDS, (SEQUENCES, length))
        segments = torch.randint(2, (SEQUENCES, length))
        mask = torch.ones(SEQUENCES, length)
        masked = torch.randint(length, (SEQUENCES, predictions))
        words = torch.randint(WORDS, (SEQUENCES, predictions))
        is_next = torch.randint(2, (SEQUENCES,))
        logits, following = model(tokens, segments, mask, masked)
        loss = F.cross_entropy(logits.view(-1, WORDS), words.view(-1)) + F.cross_entropy(following, is_next)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
