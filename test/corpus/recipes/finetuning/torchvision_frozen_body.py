"""Feature extraction: a pretrained body, a new head."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

preprocess = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()])
data = datasets.CIFAR10("data", train=False, transform=preprocess)
loader = DataLoader(data, batch_size=4, shuffle=True)

model = models.resnet18(weights="IMAGENET1K_V1")
for param in model.parameters():
    param.requires_grad = False
model.fc = nn.Linear(512, 10)
optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.001, momentum=0.9)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)
for epoch in range(25):
    for inputs, labels in loader:
        optimizer.zero_grad()
        with torch.set_grad_enabled(True):
            loss = nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
    scheduler.step()
