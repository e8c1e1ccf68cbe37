import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from zoo import make_net


def train(epochs=5):
    digits = datasets.MNIST("data", train=True, transform=transforms.ToTensor())
    loader = DataLoader(digits, batch_size=64)
    model = make_net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()


train()
