"""The skeleton of a run_*.py script: three dataclasses from one command line."""

from dataclasses import dataclass, field
from typing import Optional

import torch
from torch import nn
from transformers import HfArgumentParser, Trainer, TrainingArguments


@dataclass
class ModelArguments:
    width: int = field(default=48, metadata={"help": "Width of the hidden layer"})
    cache_dir: Optional[str] = field(default=None)


@dataclass
class DataArguments:
    rows: int = field(default=7000)


@dataclass
class OwnTrainingArguments(TrainingArguments):
    num_train_epochs: float = field(default=6)
    per_device_train_batch_size: int = field(default=28)
    bf16: bool = field(default=True)
    output_dir: str = field(default="out")


class Ranker(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(9, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, x, labels):
        score = self.net(x)
        return nn.functional.mse_loss(score, labels), score


def main():
    parser = HfArgumentParser((ModelArguments, DataArguments, OwnTrainingArguments))
    model_args, data_args, training_args = parser.parse_args_into_dataclasses()
    data = [{"x": torch.rand(9), "labels": torch.rand(1)} for _ in range(data_args.rows)]
    trainer = Trainer(model=Ranker(model_args.width), args=training_args, train_dataset=data)
    if training_args.do_train:
        result = trainer.train(resume_from_checkpoint=training_args.resume_from_checkpoint)
        trainer.save_model()
        trainer.log_metrics("train", result.metrics)


main()
