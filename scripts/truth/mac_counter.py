"""Counts multiply-accumulates as ATen performs them.

Counted: convolution, mm, addmm, bmm, baddbmm, addbmm, mv, addmv, dot, vdot, _trilinear and the fused attention
kernels (both products, full L x S whatever the mask); whatever decomposes into these (linear, matmul, einsum,
LSTM and GRU gates, multi-head attention) is counted through them. A convolution costs output positions x
in_channels / groups x kernel, a transposed one *input* positions x out_channels / groups x kernel. Bias,
normalisation, activation, pooling, softmax, embedding and interpolation count 0.
"""
from math import prod

import torch
from torch.utils._python_dispatch import TorchDispatchMode

aten = torch.ops.aten


def _convolution(args, out) -> int:
    x, weight, transposed, groups = args[0], args[1], args[6], args[8]
    kernel = prod(weight.shape[2:])
    if transposed:
        return x.numel() * weight.shape[1] * kernel
    return out.numel() * (x.shape[1] // groups if x.dim() == weight.dim() else weight.shape[1]) * kernel


def _attention(args, out) -> int:
    query, key, value = args[0], args[1], args[2]
    length, source = query.shape[-2], key.shape[-2]
    return prod(query.shape[:-2]) * length * source * (query.shape[-1] + value.shape[-1])


RULES = {
    aten.convolution: _convolution,
    aten.mm: lambda a, out: out.numel() * a[0].shape[-1],
    aten.addmm: lambda a, out: out.numel() * a[1].shape[-1],
    aten.bmm: lambda a, out: out.numel() * a[0].shape[-1],
    aten.baddbmm: lambda a, out: out.numel() * a[1].shape[-1],
    aten.addbmm: lambda a, out: out.numel() * a[1].shape[-1] * a[1].shape[0],
    aten.mv: lambda a, out: a[0].numel(),
    aten.addmv: lambda a, out: a[1].numel(),
    aten.dot: lambda a, out: a[0].numel(),
    aten.vdot: lambda a, out: a[0].numel(),
    # bilinear: a [.., n], weight [o, n, m], b [.., m]
    aten._trilinear: lambda a, out: out.numel() * a[1].shape[-1] * a[1].shape[-2],
    aten._scaled_dot_product_flash_attention_for_cpu: _attention,
    aten._scaled_dot_product_flash_attention: _attention,
    aten._scaled_dot_product_efficient_attention: _attention,
}


class MacCounter(TorchDispatchMode):
    """A dispatch mode whose `macs` grows with every counted ATen op; `by_op` splits it by op name."""

    def __init__(self):
        super().__init__()
        self.macs = 0
        self.by_op = {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        rule = RULES.get(func._overloadpacket)
        if rule is None:
            # Under inference_mode linear and matmul arrive whole.
            with self:
                out = func.decompose(*args, **(kwargs or {}))
            if out is not NotImplemented:
                return out
        out = func(*args, **(kwargs or {}))
        if rule is not None:
            macs = rule(args, out)
            name = func._overloadpacket.__name__
            self.macs += macs
            self.by_op[name] = self.by_op.get(name, 0) + macs
        return out
