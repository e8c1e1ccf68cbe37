"""Recurrent language models, a sequence tagger over a GRU, and a text CNN."""

from __future__ import annotations

import torch
from torch import nn

from ..case import Config
from ..inputs import InputSpec
from .setup import ModelSetup, classification, token_prediction

_RECURRENT: dict[str, type[nn.RNNBase]] = {"lstm": nn.LSTM, "gru": nn.GRU}


class _RecurrentLanguageModel(nn.Module):
    def __init__(self, c: Config) -> None:
        super().__init__()
        width = c["width"]
        self.embedding = nn.Embedding(c["vocabulary"], width)
        self.recurrent = _RECURRENT[c["cell"]](
            width, width, num_layers=c["depth"], dropout=0.2, batch_first=True
        )
        self.head = nn.Linear(width, c["vocabulary"])

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.head(self.recurrent(self.embedding(ids))[0])


def recurrent_lm(c: Config, batch: int) -> ModelSetup:
    """Word-level language model of `depth` layers of `cell` (lstm or gru)."""
    return token_prediction(_RecurrentLanguageModel(c), batch, c["tokens"], c["vocabulary"])


class _TextCnn(nn.Module):
    def __init__(self, c: Config) -> None:
        super().__init__()
        self.embedding = nn.Embedding(c["vocabulary"], c["width"])
        self.convolutions = nn.ModuleList(
            nn.Conv1d(c["width"], c["filters"], kernel) for kernel in (3, 4, 5)
        )
        self.head = nn.Linear(3 * c["filters"], c["classes"])

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.embedding(ids).transpose(1, 2)
        pooled = [convolution(x).relu().amax(dim=2) for convolution in self.convolutions]
        return self.head(torch.cat(pooled, dim=1))


def text_cnn(c: Config, batch: int) -> ModelSetup:
    """Kim 2014: three filter widths, max over time."""
    ids = InputSpec((batch, c["tokens"]), classes=c["vocabulary"])
    return classification(_TextCnn(c), ids, c["classes"])
