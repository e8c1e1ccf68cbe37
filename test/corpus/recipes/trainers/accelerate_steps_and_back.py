"""Epochs are turned into steps and back, by the length of a loader over files that the command line names."""

import argparse
import math

import torch
from accelerate import Accelerator
from datasets import load_dataset
from torch import nn
from torch.utils.data import DataLoader

parser = argparse.ArgumentParser()
parser.add_argument("--dataset_name", default=None)
parser.add_argument("--train_file", default=None)
parser.add_argument("--num_train_epochs", type=int, default=5)
parser.add_argument("--max_train_steps", type=int, default=None)
parser.add_argument("--gradient_accumulation_steps", type=int, default=4)
args = parser.parse_args()

if args.dataset_name is not None:
    rows = load_dataset(args.dataset_name)["train"]
else:
    rows = load_dataset(args.train_file.split(".")[-1], data_files={"train": args.train_file})["train"]

accelerator = Accelerator(gradient_accumulation_steps=args.gradient_accumulation_steps)
accelerator.register_save_state_pre_hook(lambda *given: None)
model = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)


def collate(examples):
    return torch.zeros(len(examples), 32), torch.zeros(len(examples), dtype=torch.long)


loader = DataLoader(rows, batch_size=16, shuffle=True, collate_fn=collate)
updates = math.ceil(len(loader) / args.gradient_accumulation_steps)
was_given = args.max_train_steps is not None
if not was_given:
    args.max_train_steps = args.num_train_epochs * updates
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
updates = math.ceil(len(loader) / args.gradient_accumulation_steps)
if not was_given:
    args.max_train_steps = args.num_train_epochs * updates
args.num_train_epochs = math.ceil(args.max_train_steps / updates)

for epoch in range(args.num_train_epochs):
    for x, y in loader:
        with accelerator.accumulate(model):
            loss = nn.functional.cross_entropy(model(x), y)
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
