"""AutoGluon trains what it chooses to within its time: nothing of that is known."""

from autogluon.tabular import TabularDataset, TabularPredictor

train_data = TabularDataset("https://autogluon.s3.amazonaws.com/datasets/Inc/train.csv")
predictor = TabularPredictor(label="class").fit(train_data, time_limit=600, presets="best_quality")
predictor.leaderboard(train_data)
