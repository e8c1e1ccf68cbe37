"""Knowledge distillation: the teacher's outputs are targets."""

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import datasets, transforms


class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    def forward(self, x):
        return self.net(x)


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))

    def forward(self, x):
        return self.net(x)


teacher, student = Teacher(), Student()
teacher.load_state_dict(torch.load("teacher.pt"))
teacher.eval()
optimizer = torch.optim.Adam(student.parameters(), lr=1e-3)
data = datasets.CIFAR10(".", transform=transforms.ToTensor())
for epoch in range(20):
    for x, y in torch.utils.data.DataLoader(data, batch_size=128, shuffle=True):
        with torch.no_grad():
            soft = F.softmax(teacher(x) / 4.0, dim=1)
        logits = student(x)
        loss = F.kl_div(F.log_softmax(logits / 4.0, dim=1), soft, reduction="batchmean") + F.cross_entropy(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
