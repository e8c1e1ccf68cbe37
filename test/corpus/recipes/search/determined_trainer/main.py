"""A trial of Determined; its experiment tells the values and how many trials there are."""

import determined as det
import torch
from determined import pytorch
from torch import nn
from torch.utils.data import TensorDataset


class MlpTrial(pytorch.PyTorchTrial):
    def __init__(self, context, hparams):
        self.context = context
        model = nn.Sequential(nn.Linear(20, hparams["hidden"]), nn.ReLU(), nn.Linear(hparams["hidden"], 3))
        self.model = self.context.wrap_model(model)
        self.optimizer = self.context.wrap_optimizer(
            torch.optim.Adam(self.model.parameters(), lr=self.context.get_hparam("learning_rate"))
        )

    def build_training_data_loader(self):
        data = TensorDataset(torch.randn(6400, 20), torch.randint(0, 3, (6400,)))
        return pytorch.DataLoader(data, batch_size=self.context.get_per_slot_batch_size())

    def build_validation_data_loader(self):
        data = TensorDataset(torch.randn(640, 20), torch.randint(0, 3, (640,)))
        return pytorch.DataLoader(data, batch_size=self.context.get_per_slot_batch_size())

    def train_batch(self, batch, epoch_idx, batch_idx):
        x, y = batch
        loss = nn.functional.cross_entropy(self.model(x), y)
        self.context.backward(loss)
        self.context.step_optimizer(self.optimizer)
        return {"loss": loss}

    def evaluate_batch(self, batch):
        x, y = batch
        return {"validation_loss": nn.functional.cross_entropy(self.model(x), y)}


def main():
    info = det.get_cluster_info()
    hparams = info.trial.hparams if info is not None else {"hidden": 32, "learning_rate": 1e-3, "global_batch_size": 32}
    with pytorch.init(hparams=hparams) as context:
        trial = MlpTrial(context, hparams)
        trainer = pytorch.Trainer(trial, context)
        trainer.fit(max_length=pytorch.Epoch(8), validation_period=pytorch.Epoch(2))


if __name__ == "__main__":
    main()
