"""LoRA inside of TRL's trainer."""

from datasets import load_dataset
from peft import LoraConfig, TaskType
from transformers import AutoModelForCausalLM
from trl import SFTConfig, SFTTrainer

peft_config = LoraConfig(
    task_type=TaskType.CAUSAL_LM,
    r=16,
    lora_alpha=32,
    lora_dropout=0.05,
    target_modules="all-linear",
    bias="none",
)
trainer = SFTTrainer(
    model=AutoModelForCausalLM.from_pretrained("gpt2"),
    args=SFTConfig(output_dir="out", num_train_epochs=2, per_device_train_batch_size=16, bf16=True),
    train_dataset=load_dataset("imdb", split="train"),
    peft_config=peft_config,
)
trainer.train()
