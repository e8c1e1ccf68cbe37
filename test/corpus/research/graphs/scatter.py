"""Scatter operations in plain PyTorch, so that torch-scatter need not be built."""
from typing import Optional

import torch
from torch import Tensor


def broadcast(src: Tensor, other: Tensor, dim: int) -> Tensor:
    if dim < 0:
        dim = other.dim() + dim
    if src.dim() == 1:
        for _ in range(0, dim):
            src = src.unsqueeze(0)
    for _ in range(src.dim(), other.dim()):
        src = src.unsqueeze(-1)
    return src.expand_as(other)


def scatter(src: Tensor, index: Tensor, dim: int = 0, dim_size: Optional[int] = None, reduce: str = "sum") -> Tensor:
    assert dim_size is not None, "pass the number of nodes"
    index = broadcast(index, src, dim)
    size = list(src.size())
    size[dim] = dim_size
    out = src.new_zeros(size)
    if reduce in ("sum", "add"):
        return out.scatter_add_(dim, index, src)
    if reduce == "mean":
        count = torch.zeros(size, dtype=src.dtype, device=src.device).scatter_add_(dim, index, torch.ones_like(src))
        return out.scatter_add_(dim, index, src) / count.clamp(min=1)
    if reduce == "max":
        return out.scatter_reduce(dim, index, src, reduce="amax", include_self=False)
    raise ValueError(f"Unknown reduction {reduce!r}")


def scatter_softmax(src, index, num_nodes):
    shifted = src - scatter(src, index, 0, num_nodes, "max").index_select(0, index)
    num = shifted.exp()
    return num / (scatter(num, index, 0, num_nodes)[index] + 1e-16)
