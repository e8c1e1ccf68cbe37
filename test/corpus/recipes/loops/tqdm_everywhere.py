"""Progress bars around everything."""

import torch
from torch import nn
from torchvision import transforms
from torchvision.datasets import CIFAR100
from tqdm import tqdm, trange


def train_epoch(model, loader, optimizer, device):
    model.train()
    progress = tqdm(loader, desc="train", leave=False)
    for images, labels in progress:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(images), labels)
        loss.backward()
        optimizer.step()
        progress.set_postfix(loss=f"{loss.item():.3f}")


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 100)).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
loader = torch.utils.data.DataLoader(CIFAR100("d", transform=transforms.ToTensor()), batch_size=125)
with trange(6) as bar:
    for epoch in bar:
        train_epoch(model, loader, optimizer, device)
        bar.set_description(f"epoch {epoch}")
