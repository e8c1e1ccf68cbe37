"""A sentence encoder on two sets of pairs, with the trainer of version 3."""

from datasets import load_dataset
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
    losses,
)
from sentence_transformers.training_args import BatchSamplers

model = SentenceTransformer("all-MiniLM-L6-v2")
pairs = load_dataset("glue", "mrpc", split="train")
questions = load_dataset("glue", "qqp", split="train").select(range(10000))
loss = losses.MultipleNegativesRankingLoss(model)
arguments = SentenceTransformerTrainingArguments(
    output_dir="models",
    num_train_epochs=2,
    per_device_train_batch_size=32,
    batch_sampler=BatchSamplers.NO_DUPLICATES,
    bf16=True,
)
trainer = SentenceTransformerTrainer(
    model=model,
    args=arguments,
    train_dataset={"pairs": pairs, "questions": questions},
    loss=loss,
)
trainer.train()
