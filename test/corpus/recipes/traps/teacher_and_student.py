"""A teacher trained for long, a student taught for short."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 256), nn.ReLU(), nn.Linear(256, 2))

    def forward(self, x):
        return self.body(x)


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 2)

    def forward(self, x):
        return self.body(x)


data = TensorDataset(torch.randn(6000, 8), torch.randint(0, 2, (6000,)))
loader = DataLoader(data, batch_size=60, shuffle=True)
teacher, student = Teacher(), Student()


def pretrain(model, epochs):
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()


def distill(epochs, temperature=2.0):
    optimizer = torch.optim.Adam(student.parameters())
    teacher.eval()
    for _ in range(epochs):
        for x, y in loader:
            with torch.no_grad():
                soft = torch.softmax(teacher(x) / temperature, dim=-1)
            optimizer.zero_grad()
            loss = nn.functional.kl_div(torch.log_softmax(student(x) / temperature, dim=-1), soft)
            loss.backward()
            optimizer.step()


pretrain(teacher, 40)
distill(15)
