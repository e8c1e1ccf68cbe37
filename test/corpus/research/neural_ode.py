import torch
import torch.nn as nn


class ODEFunc(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm1 = nn.GroupNorm(min(32, dim), dim)
        self.conv1 = nn.Conv2d(dim + 1, dim, 3, 1, 1)
        self.conv2 = nn.Conv2d(dim + 1, dim, 3, 1, 1)
        self.nfe = 0

    def forward(self, t, x):
        self.nfe += 1
        tt = torch.ones_like(x[:, :1, :, :]) * t
        out = torch.relu(self.norm1(x))
        out = self.conv1(torch.cat([tt, out], 1))
        return self.conv2(torch.cat([tt, torch.relu(out)], 1))


def rk4_step(f, t, y, dt):
    k1 = f(t, y)
    k2 = f(t + dt / 2, y + dt * k1 / 2)
    k3 = f(t + dt / 2, y + dt * k2 / 2)
    k4 = f(t + dt, y + dt * k3)
    return y + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def odeint(func, y0, t0=0.0, t1=1.0, step_size=0.25, method=rk4_step):
    t, y = t0, y0
    while t < t1 - 1e-8:
        dt = min(step_size, t1 - t)
        y = method(func, t, y, dt)
        t += dt
    return y


class ODEBlock(nn.Module):
    def __init__(self, odefunc, **solver):
        super(ODEBlock, self).__init__()
        self.odefunc = odefunc
        self.solver = solver

    def forward(self, x):
        return odeint(self.odefunc, x, **self.solver)

    @property
    def nfe(self):
        return self.odefunc.nfe

    @nfe.setter
    def nfe(self, value):
        self.odefunc.nfe = value


def build(is_odenet=True, **solver):
    downsampling_layers = [nn.Conv2d(1, 64, 3, 1), nn.GroupNorm(32, 64), nn.ReLU(inplace=True),
                           nn.Conv2d(64, 64, 4, 2, 1), nn.GroupNorm(32, 64), nn.ReLU(inplace=True),
                           nn.Conv2d(64, 64, 4, 2, 1)]
    feature_layers = [ODEBlock(ODEFunc(64), **solver)] if is_odenet else [nn.Conv2d(64, 64, 3, padding=1) for _ in range(6)]
    fc_layers = [nn.GroupNorm(32, 64), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(64, 10)]
    return nn.Sequential(*downsampling_layers, *feature_layers, *fc_layers)
