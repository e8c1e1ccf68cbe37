"""Spoken words of one second, cut or padded to it."""

import torch
import torchaudio
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchaudio.datasets import SPEECHCOMMANDS


class Words(Dataset):
    def __init__(self, subset):
        self.recordings = SPEECHCOMMANDS("./data", download=True, subset=subset)

    def __len__(self):
        return len(self.recordings)

    def __getitem__(self, i):
        waveform, sample_rate, label, *_ = self.recordings[i]
        waveform = nn.functional.pad(waveform[:, :16000], (0, max(0, 16000 - waveform.shape[-1])))
        return waveform, hash(label) % 35


loader = DataLoader(Words("training"), batch_size=256, shuffle=True)
model = nn.Sequential(
    nn.Conv1d(1, 32, 80, stride=16), nn.BatchNorm1d(32), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, 35)
)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=1e-4)
for epoch in range(1, 3):
    for data, target in loader:
        loss = nn.functional.cross_entropy(model(data), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
