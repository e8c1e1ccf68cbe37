"""The base model is frozen, the Trainer trains the head."""

from datasets import load_dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=4)
for parameter in model.base_model.parameters():
    parameter.requires_grad = False

dataset = load_dataset("ag_news")
tokenized = dataset.map(lambda rows: tokenizer(rows["text"], truncation=True), batched=True)
trainer = Trainer(
    model=model,
    args=TrainingArguments("head", num_train_epochs=1, per_device_train_batch_size=16),
    train_dataset=tokenized["train"],
    eval_dataset=tokenized["test"],
    tokenizer=tokenizer,
)
trainer.train()
