"""Supervised fine-tuning with TRL."""

from datasets import load_dataset
from transformers import AutoModelForCausalLM
from trl import SFTConfig, SFTTrainer

dataset = load_dataset("imdb", split="train")
model = AutoModelForCausalLM.from_pretrained("gpt2")

config = SFTConfig(
    output_dir="/tmp/sft",
    max_seq_length=512,
    packing=False,
    num_train_epochs=1,
    per_device_train_batch_size=4,
    gradient_accumulation_steps=8,
    bf16=True,
)
trainer = SFTTrainer(model, args=config, train_dataset=dataset)
trainer.train()
