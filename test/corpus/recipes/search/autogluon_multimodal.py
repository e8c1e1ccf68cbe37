"""One network that AutoGluon fine-tunes: what its settings tell is known."""

import pandas as pd
from autogluon.multimodal import MultiModalPredictor

train = pd.DataFrame({"text": ["good", "bad"] * 500, "label": [1, 0] * 500})
valid = pd.DataFrame({"text": ["good", "bad"] * 50, "label": [1, 0] * 50})
predictor = MultiModalPredictor(label="label")
predictor.fit(
    train_data=train,
    tuning_data=valid,
    time_limit=1800,
    hyperparameters={"optim.max_epochs": 6, "env.batch_size": 64, "optim.lr": 1e-4},
)
