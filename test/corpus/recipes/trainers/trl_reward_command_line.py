"""A reward model whose base and data the command line names; TRL's parser gives the rest."""

from datasets import load_dataset
from transformers import AutoModelForSequenceClassification
from trl import ModelConfig, RewardConfig, RewardTrainer, ScriptArguments, TrlParser, get_peft_config

if __name__ == "__main__":
    parser = TrlParser((ScriptArguments, RewardConfig, ModelConfig))
    script_args, training_args, model_args = parser.parse_args_and_config()
    training_args.per_device_train_batch_size = 4
    training_args.gradient_accumulation_steps = 2
    training_args.fp16 = True
    training_args.bf16 = False
    model = AutoModelForSequenceClassification.from_pretrained(model_args.model_name_or_path, num_labels=1)
    dataset = load_dataset(script_args.dataset_name, name=script_args.dataset_config)
    trainer = RewardTrainer(
        model=model,
        args=training_args,
        train_dataset=dataset[script_args.dataset_train_split],
        eval_dataset=dataset[script_args.dataset_test_split] if training_args.eval_strategy != "no" else None,
        peft_config=get_peft_config(model_args),
    )
    trainer.train()
