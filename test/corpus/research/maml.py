import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F


class Learner(nn.Module):
    """A network given as a list of (name, parameters): every operation is functional."""

    def __init__(self, config, imgc, imgsz):
        super(Learner, self).__init__()
        self.config = config
        self.vars = nn.ParameterList()
        self.vars_bn = nn.ParameterList()
        for i, (name, param) in enumerate(self.config):
            if name == 'conv2d':
                w = nn.Parameter(torch.ones(*param[:4]))
                torch.nn.init.kaiming_normal_(w)
                self.vars.append(w)
                self.vars.append(nn.Parameter(torch.zeros(param[0])))
            elif name == 'linear':
                w = nn.Parameter(torch.ones(*param))
                self.vars.append(w)
                self.vars.append(nn.Parameter(torch.zeros(param[0])))
            elif name == 'bn':
                self.vars.append(nn.Parameter(torch.ones(param[0])))
                self.vars.append(nn.Parameter(torch.zeros(param[0])))
                running_mean = nn.Parameter(torch.zeros(param[0]), requires_grad=False)
                running_var = nn.Parameter(torch.ones(param[0]), requires_grad=False)
                self.vars_bn.extend([running_mean, running_var])
            elif name in ['relu', 'flatten', 'max_pool2d']:
                continue
            else:
                raise NotImplementedError

    def forward(self, x, vars=None, bn_training=True):
        if vars is None:
            vars = self.vars
        idx = 0
        bn_idx = 0
        for name, param in self.config:
            if name == 'conv2d':
                w, b = vars[idx], vars[idx + 1]
                x = F.conv2d(x, w, b, stride=param[4], padding=param[5])
                idx += 2
            elif name == 'linear':
                w, b = vars[idx], vars[idx + 1]
                x = F.linear(x, w, b)
                idx += 2
            elif name == 'bn':
                w, b = vars[idx], vars[idx + 1]
                x = F.batch_norm(x, self.vars_bn[bn_idx], self.vars_bn[bn_idx + 1], weight=w, bias=b, training=bn_training)
                idx += 2
                bn_idx += 2
            elif name == 'flatten':
                x = x.view(x.size(0), -1)
            elif name == 'relu':
                x = F.relu(x, inplace=param[0])
            elif name == 'max_pool2d':
                x = F.max_pool2d(x, param[0], param[1], param[2])
        assert idx == len(vars)
        assert bn_idx == len(self.vars_bn)
        return x


def omniglot(n_way=5, imgc=1, imgsz=28):
    config = [('conv2d', [64, imgc, 3, 3, 2, 0]), ('relu', [True]), ('bn', [64])]
    for _ in range(2):
        config += [('conv2d', [64, 64, 3, 3, 2, 0]), ('relu', [True]), ('bn', [64])]
    config += [('conv2d', [64, 64, 2, 2, 1, 0]), ('relu', [True]), ('bn', [64]), ('flatten', []), ('linear', [n_way, 64])]
    return Learner(config, imgc, imgsz)


class FastWeights(nn.Module):
    """Calls a module with parameters of its own choosing."""

    def __init__(self, net, lr=0.4):
        super().__init__()
        self.net = net
        self.log_lr = nn.ParameterDict({k.replace('.', '_'): nn.Parameter(torch.full((1,), float(np.log(lr))))
                                        for k, _ in net.named_parameters()})

    def forward(self, x):
        params = dict(self.net.named_parameters())
        fast = {k: p - self.log_lr[k.replace('.', '_')].exp() * torch.zeros_like(p) for k, p in params.items()}
        return functional_call(self.net, fast, (x,))


def fast_mlp():
    return FastWeights(nn.Sequential(nn.Linear(1, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 1)))
