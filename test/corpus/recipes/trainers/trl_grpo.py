"""A policy that learns from what it generates for prompts."""

from datasets import load_dataset
from trl import GRPOConfig, GRPOTrainer


def reward_length(completions, **kwargs):
    return [-abs(20 - len(completion)) for completion in completions]


prompts = load_dataset("imdb", split="train[:2000]")
arguments = GRPOConfig(output_dir="grpo", num_train_epochs=2, per_device_train_batch_size=8, bf16=True)
trainer = GRPOTrainer(model="gpt2", reward_funcs=reward_length, args=arguments, train_dataset=prompts)
trainer.train()
