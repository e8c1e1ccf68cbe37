from enum import IntEnum

import torch
import torch.nn as nn
import torch.nn.functional as F


class MaskType(IntEnum):
    CHECKERBOARD = 0
    CHANNEL_WISE = 1


def checkerboard_mask(height, width, reverse=False, dtype=torch.float32, device=None, requires_grad=False):
    checkerboard = [[((i % 2) + j) % 2 for j in range(width)] for i in range(height)]
    mask = torch.tensor(checkerboard, dtype=dtype, device=device, requires_grad=requires_grad)
    if reverse:
        mask = 1 - mask
    return mask.view(1, 1, height, width)


def squeeze_2x2(x, reverse=False):
    if reverse:
        return F.pixel_shuffle(x, 2)
    b, c, h, w = x.size()
    x = x.view(b, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4)
    return x.reshape(b, c * 4, h // 2, w // 2)


class STNet(nn.Module):
    def __init__(self, in_c, mid_c, out_c, num_blocks=2):
        super().__init__()
        wn = torch.nn.utils.parametrizations.weight_norm
        self.in_conv = wn(nn.Conv2d(in_c, mid_c, 3, padding=1, bias=False))
        self.blocks = nn.ModuleList(nn.Sequential(
            nn.BatchNorm2d(mid_c), nn.ReLU(), wn(nn.Conv2d(mid_c, mid_c, 3, padding=1))) for _ in range(num_blocks))
        self.out_conv = wn(nn.Conv2d(mid_c, out_c, 1))

    def forward(self, x):
        x = self.in_conv(x)
        for block in self.blocks:
            x = block(x) + x
        return self.out_conv(F.relu(x))


class Rescale(nn.Module):
    def __init__(self, num_channels):
        super(Rescale, self).__init__()
        self.weight = nn.Parameter(torch.ones(num_channels, 1, 1))

    def forward(self, x):
        x = self.weight * x
        return x


class CouplingLayer(nn.Module):
    def __init__(self, in_channels, mid_channels, mask_type, reverse_mask):
        super().__init__()
        self.mask_type, self.reverse_mask = mask_type, reverse_mask
        if self.mask_type == MaskType.CHANNEL_WISE:
            in_channels //= 2
        self.st_net = STNet(in_channels, mid_channels, 2 * in_channels)
        self.rescale = nn.utils.weight_norm(Rescale(in_channels))

    def forward(self, x, sldj=None, reverse=False):
        if self.mask_type == MaskType.CHECKERBOARD:
            b = checkerboard_mask(x.size(2), x.size(3), self.reverse_mask, device=x.device)
            s, t = self.st_net(x * b).chunk(2, dim=1)
            s = self.rescale(torch.tanh(s)) * (1 - b)
            t = t * (1 - b)
            if reverse:
                return x * s.mul(-1).exp() - t, None
            x = (x + t) * s.exp()
            sldj = sldj + s.reshape(s.size(0), -1).sum(-1)
        else:
            x_id, x_change = x.chunk(2, dim=1) if not self.reverse_mask else reversed(x.chunk(2, dim=1))
            s, t = self.st_net(x_id).chunk(2, dim=1)
            s = self.rescale(torch.tanh(s))
            x_change = (x_change + t) * s.exp()
            sldj = sldj + s.view(s.size(0), -1).sum(-1)
            x = torch.cat((x_change, x_id) if self.reverse_mask else (x_id, x_change), dim=1)
        return x, sldj


class RealNVP(nn.Module):
    def __init__(self, num_scales=2, in_channels=3, mid_channels=32):
        super().__init__()
        self.register_buffer('data_constraint', torch.tensor([0.9], dtype=torch.float32))
        self.flows = _RealNVP(0, num_scales, in_channels, mid_channels)

    def forward(self, x):
        y = (x * 255. + torch.rand_like(x)) / 256.
        y = (2 * y - 1) * self.data_constraint
        y = (y + 1) / 2
        y = y.log() - (1. - y).log()
        ldj = F.softplus(y) + F.softplus(-y) - F.softplus((1. - self.data_constraint).log() - self.data_constraint.log())
        return self.flows(y, ldj.flatten(1).sum(-1))


class _RealNVP(nn.Module):
    """Recursive builder: each scale holds the next."""

    def __init__(self, scale_idx, num_scales, in_channels, mid_channels):
        super().__init__()
        self.is_last_block = scale_idx == num_scales - 1
        n = 4 if self.is_last_block else 3
        self.in_couplings = nn.ModuleList(
            CouplingLayer(in_channels, mid_channels, MaskType.CHECKERBOARD, reverse_mask=bool(i % 2)) for i in range(n))
        if not self.is_last_block:
            self.out_couplings = nn.ModuleList(
                CouplingLayer(4 * in_channels, 2 * mid_channels, MaskType.CHANNEL_WISE, bool(i & 1)) for i in range(3))
            self.next_block = _RealNVP(scale_idx + 1, num_scales, 2 * in_channels, 2 * mid_channels)

    def forward(self, x, sldj):
        for coupling in self.in_couplings:
            x, sldj = coupling(x, sldj)
        if self.is_last_block:
            return x, sldj
        x = squeeze_2x2(x)
        for coupling in self.out_couplings:
            x, sldj = coupling(x, sldj)
        x, x_split = x.chunk(2, dim=1)
        x, sldj = self.next_block(x, sldj)
        x = torch.cat((x, x_split), dim=1)
        return squeeze_2x2(x, reverse=True), sldj
