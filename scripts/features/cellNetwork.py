"""A CIFAR-10 network of NAS-Bench-101's space (Ying et al. 2019), as the analyser reads it: it is never run.

Three stacks of three equal cells; a cell is a graph of operations, given as an upper triangular matrix and the
operation of each vertex. The rules for channels are those of the paper's section 2.
"""
import torch
from torch import nn

CONV3X3, CONV1X1, MAXPOOL3X3 = 0, 1, 2


class ConvBnRelu(nn.Sequential):
    def __init__(self, inputs, outputs, size):
        super().__init__(
            nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )


def operation(kind, channels):
    if kind == CONV3X3:
        return ConvBnRelu(channels, channels, 3)
    if kind == CONV1X1:
        return ConvBnRelu(channels, channels, 1)
    return nn.MaxPool2d(3, stride=1, padding=1)


def vertex_channels(inputs, outputs, matrix):
    """Vertices that feed the output share its channels; the others are as wide as the widest that they feed."""
    last = len(matrix) - 1
    channels = [0] * (last + 1)
    channels[0] = inputs
    channels[last] = outputs
    feeding = sum(matrix[v][last] for v in range(1, last))
    if feeding > 0:
        share = outputs // feeding
        rest = outputs % feeding
        for v in range(1, last):
            if matrix[v][last]:
                channels[v] = share
                if rest > 0:
                    channels[v] += 1
                    rest -= 1
    for v in range(last - 2, 0, -1):
        if not matrix[v][last]:
            for to in range(v + 1, last):
                if matrix[v][to]:
                    channels[v] = max(channels[v], channels[to])
    return channels


class Cell(nn.Module):
    def __init__(self, inputs, outputs, matrix, kinds):
        super().__init__()
        self.matrix = matrix
        self.last = len(matrix) - 1
        self.channels = vertex_channels(inputs, outputs, matrix)
        self.operations = nn.ModuleList(
            [operation(kinds[v], self.channels[v]) for v in range(1, self.last)]
        )
        self.projections = nn.ModuleDict()
        for v in range(1, self.last + 1):
            if matrix[0][v]:
                self.projections[str(v)] = ConvBnRelu(inputs, self.channels[v], 1)

    def forward(self, x):
        values = [x]
        ends = []
        for v in range(1, self.last):
            terms = [values[u][:, : self.channels[v]] for u in range(1, v) if self.matrix[u][v]]
            if self.matrix[0][v]:
                terms.append(self.projections[str(v)](x))
            total = terms[0]
            for term in terms[1:]:
                total = total + term
            values.append(self.operations[v - 1](total))
            if self.matrix[v][self.last]:
                ends.append(values[v])
        if len(ends) == 0:
            return self.projections[str(self.last)](x)
        out = ends[0] if len(ends) == 1 else torch.cat(ends, dim=1)
        if self.matrix[0][self.last]:
            out = out + self.projections[str(self.last)](x)
        return out


class CellNetwork(nn.Module):
    def __init__(self, matrix, kinds, stem=128, stacks=3, cells=3, classes=10):
        super().__init__()
        self.stem = ConvBnRelu(3, stem, 3)
        layers = []
        width = stem
        for stack in range(stacks):
            if stack > 0:
                layers.append(nn.MaxPool2d(2, stride=2))
            for cell in range(cells):
                outputs = width * 2 if stack > 0 and cell == 0 else width
                layers.append(Cell(width, outputs, matrix, kinds))
                width = outputs
        self.cells = nn.Sequential(*layers)
        self.classifier = nn.Linear(width, classes)

    def forward(self, x):
        return self.classifier(self.cells(self.stem(x)).mean(dim=(2, 3)))
