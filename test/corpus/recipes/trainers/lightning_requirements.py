"""Asks whether packages are installed before it uses them."""

import lightning as L
import torch
from lightning_utilities import apply_to_collection
from lightning_utilities.core.imports import RequirementCache
from torch import nn

_VISION = RequirementCache("torchvision>=0.12")
_MISSING = RequirementCache("surely-nobody-has-this")

if _VISION:
    from torchvision import datasets, transforms
if _MISSING:
    from surely_nobody_has_this import EPOCHS
else:
    EPOCHS = 7


class Net(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))

    def training_step(self, batch, batch_idx):
        x, y = apply_to_collection(batch, torch.Tensor, lambda t: t.to(self.device))
        return nn.functional.cross_entropy(self.net(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)

    def train_dataloader(self):
        data = datasets.KMNIST(".", transform=transforms.Compose([transforms.ToTensor()]))
        return torch.utils.data.DataLoader(data, batch_size=75)


L.Trainer(max_epochs=EPOCHS).fit(Net())
