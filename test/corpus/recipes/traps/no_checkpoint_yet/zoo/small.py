from torch import nn


class Small(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, classes))

    def forward(self, x):
        return self.layers(x)


def get_model(classes):
    return Small(classes)
