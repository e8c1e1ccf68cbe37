"""The teacher is known and trains nothing; the student is trained and not known."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from students import Student


class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(32, 10)

    def forward(self, x):
        return self.body(x)


teacher = Teacher().eval()
student = Student()
soft = nn.LogSoftmax(dim=1)
loader = DataLoader(TensorDataset(torch.randn(512, 32)), batch_size=16)
optimizer = torch.optim.Adam(student.parameters())
for epoch in range(7):
    for (x,) in loader:
        with torch.no_grad():
            target = teacher(x).softmax(1)
        optimizer.zero_grad()
        loss = nn.functional.kl_div(soft(student(x)), target)
        loss.backward()
        optimizer.step()
