"""ELMo (Peters et al. 2018): the bidirectional language model with characters as input, trained on three P100.

Sizes and recipe as in the authors' release (allenai/bilm-tf, bin/train_elmo.py and its README): 10 epochs over the
768,648,884 tokens of the 1 Billion Word Benchmark in windows of 20 tokens, 128 windows a GPU, Adagrad, 8192 negative
samples a batch out of 793,471 words.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

TOKENS = 768_648_884
EPOCHS = 10
WINDOW = 20
WINDOWS_A_GPU = 128
GPUS = 3
WORDS = 793_471
NEGATIVES = 8192
CHARACTERS = 261
LONGEST_WORD = 50
FILTERS = [(1, 32), (2, 32), (3, 64), (4, 128), (5, 256), (6, 512), (7, 1024)]
CELLS = 4096
WIDTH = 512


class Highway(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.transform = nn.Linear(width, width)
        self.gate = nn.Linear(width, width)

    def forward(self, x):
        gate = torch.sigmoid(self.gate(x))
        return gate * F.relu(self.transform(x)) + (1 - gate) * x


class CharacterEncoder(nn.Module):
    """Characters of a word to a vector: convolutions of seven widths, maximum over the word, two highways."""

    def __init__(self):
        super().__init__()
        width = sum(count for _, count in FILTERS)
        self.embedding = nn.Embedding(CHARACTERS, 16)
        self.convolutions = nn.ModuleList(nn.Conv1d(16, count, size) for size, count in FILTERS)
        self.highways = nn.Sequential(Highway(width), Highway(width))
        self.projection = nn.Linear(width, WIDTH)

    def forward(self, characters):
        batch, window, longest = characters.shape
        x = self.embedding(characters.view(batch * window, longest)).transpose(1, 2)
        x = torch.cat([F.relu(convolution(x).amax(dim=2)) for convolution in self.convolutions], dim=1)
        return self.projection(self.highways(x)).view(batch, window, WIDTH)


class Direction(nn.Module):
    """Two LSTM layers with projections and a residual connection from the first to the second."""

    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(WIDTH, CELLS, proj_size=WIDTH, batch_first=True)
        self.second = nn.LSTM(WIDTH, CELLS, proj_size=WIDTH, batch_first=True)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        lower, _ = self.first(self.dropout(x))
        upper, _ = self.second(self.dropout(lower))
        return self.dropout(upper + lower)


class ELMo(nn.Module):
    def __init__(self):
        super().__init__()
        self.characters = CharacterEncoder()
        self.forwards = Direction()
        self.backwards = Direction()
        self.words = nn.Embedding(WORDS, WIDTH, sparse=True)
        self.bias = nn.Embedding(WORDS, 1, sparse=True)

    def forward(self, characters, reversed_characters, following, preceding, sampled):
        ahead = self.forwards(self.characters(characters))
        back = self.backwards(self.characters(reversed_characters))
        return self.loss(ahead, following, sampled) + self.loss(back, preceding, sampled)

    def loss(self, hidden, truth, sampled):
        """Sampled softmax: the right word against the negatives of the batch."""
        x = hidden.reshape(-1, WIDTH)
        words = truth.reshape(-1)
        right = (x * self.words(words)).sum(dim=1, keepdim=True) + self.bias(words)
        wrong = x @ self.words(sampled).t() + self.bias(sampled).t()
        logits = torch.cat([right, wrong], dim=1)
        return F.cross_entropy(logits, torch.zeros_like(words))


# wattlens: device=P100 devices=3
model = ELMo()


def train():
    """Random tokens stand in for the corpus: they cost the same."""
    windows = WINDOWS_A_GPU * GPUS
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.2, initial_accumulator_value=1.0)
    model.train()
    for _ in range(EPOCHS):
        for _ in range(TOKENS // (windows * WINDOW)):
            characters = torch.randint(CHARACTERS, (windows, WINDOW, LONGEST_WORD))
            reversed_characters = torch.randint(CHARACTERS, (windows, WINDOW, LONGEST_WORD))
            following = torch.randint(WORDS, (windows, WINDOW))
            preceding = torch.randint(WORDS, (windows, WINDOW))
            sampled = torch.randint(WORDS, (NEGATIVES,))
            loss = model(characters, reversed_characters, following, preceding, sampled)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


if __name__ == "__main__":
    train()
