import torch
from torch import nn
from torch.nn.utils import weight_norm


class CausalConv1d(nn.Conv1d):
    def __init__(self, *args, dilation=1, kernel_size=2, **kwargs):
        super().__init__(*args, kernel_size=kernel_size, dilation=dilation, padding=(kernel_size - 1) * dilation, **kwargs)

    def forward(self, x):
        out = super().forward(x)
        return out[..., : -self.padding[0]] if self.padding[0] else out


class WaveNet(nn.Module):
    def __init__(self, layers=10, blocks=2, dilation_channels=32, residual_channels=32, skip_channels=256, classes=256):
        super(WaveNet, self).__init__()
        self.classes = classes
        self.start_conv = nn.Conv1d(classes, residual_channels, 1, bias=False)
        self.dilations = [(2 ** i) for _ in range(blocks) for i in range(layers)]
        self.filter_convs = nn.ModuleList()
        self.gate_convs, self.residual_convs, self.skip_convs = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for d in self.dilations:
            for group in (self.filter_convs, self.gate_convs):
                group.append(CausalConv1d(residual_channels, dilation_channels, dilation=d))
            self.residual_convs.append(nn.Conv1d(dilation_channels, residual_channels, 1))
            self.skip_convs.append(nn.Conv1d(dilation_channels, skip_channels, 1))
        self.end = nn.Sequential(nn.ReLU(), nn.Conv1d(skip_channels, skip_channels, 1), nn.ReLU(),
                                 nn.Conv1d(skip_channels, classes, 1))

    @property
    def receptive_field(self):
        return sum(self.dilations) + 1

    def forward(self, samples):
        x = nn.functional.one_hot(samples, self.classes).float().transpose(1, 2)
        x = self.start_conv(x)
        skip = 0
        for f, g, r, s in zip(self.filter_convs, self.gate_convs, self.residual_convs, self.skip_convs):
            z = torch.tanh(f(x)) * torch.sigmoid(g(x))
            skip = skip + s(z)
            x = x + r(z)
        return self.end(skip)


class Chomp1d(nn.Module):
    def __init__(self, chomp_size):
        super(Chomp1d, self).__init__()
        self.chomp_size = chomp_size

    def forward(self, x):
        return x[:, :, :-self.chomp_size].contiguous()


class TemporalBlock(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, stride, dilation, padding, dropout=0.2):
        super(TemporalBlock, self).__init__()
        self.conv1 = weight_norm(nn.Conv1d(n_inputs, n_outputs, kernel_size, stride=stride, padding=padding, dilation=dilation))
        self.chomp1 = Chomp1d(padding)
        self.conv2 = weight_norm(nn.Conv1d(n_outputs, n_outputs, kernel_size, stride=stride, padding=padding, dilation=dilation))
        self.net = nn.Sequential(self.conv1, self.chomp1, nn.ReLU(), nn.Dropout(dropout),
                                 self.conv2, Chomp1d(padding), nn.ReLU(), nn.Dropout(dropout))
        self.downsample = nn.Conv1d(n_inputs, n_outputs, 1) if n_inputs != n_outputs else None
        self.relu = nn.ReLU()
        self.init_weights()

    def init_weights(self):
        self.conv1.weight.data.normal_(0, 0.01)
        if self.downsample is not None:
            self.downsample.weight.data.normal_(0, 0.01)

    def forward(self, x):
        res = x if self.downsample is None else self.downsample(x)
        return self.relu(self.net(x) + res)


class TCN(nn.Module):
    def __init__(self, input_size, output_size, num_channels, kernel_size=2, dropout=0.2):
        super(TCN, self).__init__()
        layers = []
        for i in range(len(num_channels)):
            in_channels = input_size if i == 0 else num_channels[i - 1]
            layers += [TemporalBlock(in_channels, num_channels[i], kernel_size, stride=1, dilation=2 ** i,
                                     padding=(kernel_size - 1) * 2 ** i, dropout=dropout)]
        self.tcn = nn.Sequential(*layers)
        self.linear = nn.Linear(num_channels[-1], output_size)

    def forward(self, x):
        return self.linear(self.tcn(x.transpose(1, 2))[:, :, -1])
