"""accelerate: the optimiser's step is called for every batch and acts on every third."""

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm.auto import tqdm


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(30, 60)
        self.fc2 = nn.Linear(60, 3)

    def forward(self, x):
        return self.fc2(self.fc1(x).relu())


def main():
    set_seed(1)
    accelerator = Accelerator(mixed_precision="fp16", gradient_accumulation_steps=3)
    train = TensorDataset(torch.randn(4800, 30), torch.randint(0, 3, (4800,)))
    test = TensorDataset(torch.randn(800, 30), torch.randint(0, 3, (800,)))
    train_loader = DataLoader(train, batch_size=16, shuffle=True, drop_last=True)
    test_loader = DataLoader(test, batch_size=32)
    model = Net()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    model, optimizer, train_loader, test_loader = accelerator.prepare(model, optimizer, train_loader, test_loader)
    bar = tqdm(range(6 * len(train_loader)), disable=not accelerator.is_local_main_process)
    for epoch in range(6):
        model.train()
        for x, y in train_loader:
            with accelerator.accumulate(model):
                loss = nn.functional.cross_entropy(model(x), y)
                accelerator.backward(loss)
                optimizer.step()
                optimizer.zero_grad()
            bar.update(1)
        model.eval()
        correct = 0
        for x, y in test_loader:
            with torch.no_grad():
                logits = model(x)
            correct += accelerator.gather_for_metrics(logits.argmax(-1) == y).sum()


main()
