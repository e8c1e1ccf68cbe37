"""A cross encoder and a sentence encoder, trained as before version 3."""

from sentence_transformers import InputExample, SentenceTransformer, losses
from sentence_transformers.cross_encoder import CrossEncoder
from torch.utils.data import DataLoader

examples = [InputExample(texts=[f"question {i}", f"answer {i}"], label=float(i % 2)) for i in range(600)]
loader = DataLoader(examples, shuffle=True, batch_size=16)

ranker = CrossEncoder("distilroberta-base", num_labels=1)
ranker.fit(train_dataloader=loader, epochs=3, warmup_steps=10)

encoder = SentenceTransformer("all-MiniLM-L6-v2")
encoder.fit(
    train_objectives=[(loader, losses.CosineSimilarityLoss(encoder))],
    epochs=4,
    steps_per_epoch=20,
    use_amp=True,
)
