"""Counts work at the dispatcher: multiply-accumulates, outputs, operators and bytes.

Convolutions and matrix products are counted by the shapes they are called with; whatever
decomposes into them (linear, einsum, matmul, the recurrent layers, attention) is counted through
them. Elementwise arithmetic is no MAC.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

aten = torch.ops.aten


@dataclass
class Work:
    """Work of one iteration over its whole batch."""

    macs: int = 0
    activations: int = 0
    """Output elements of convolutions and of unbatched matrix products (linear layers)."""
    batched_matmul_outputs: int = 0
    """Output elements of batched matrix products (attention scores and context among them)."""
    operators: int = 0
    """Operators that touch data: views and allocations are left out."""
    bytes_moved: int = 0
    """Bytes of every operator's tensor arguments and results: what eager mode would read and
    write with no cache. A table lookup counts the rows it reads, not the table."""


def _matmul_macs(left: torch.Tensor, right: torch.Tensor) -> int:
    """(…, m, k) × (…, k, n) or (k,) → …·m·k·n."""
    return left.numel() * (right.shape[-1] if right.dim() > 1 else 1)


def _convolution_macs(positions: torch.Tensor, weight: torch.Tensor) -> int:
    """`positions`: the output of a convolution, the input of a transposed one."""
    return positions.numel() * math.prod(weight.shape[1:])


def _forward_convolution(args: tuple[Any, ...], result: torch.Tensor) -> int:
    source, weight, transposed = args[0], args[1], args[6]
    return _convolution_macs(source if transposed else result, weight)


def _backward_convolution(args: tuple[Any, ...], _result: object) -> int:
    grad, source, weight, transposed, mask = args[0], args[1], args[2], args[7], args[10]
    positions = source if transposed else grad
    # One product of the forward's size for the input's gradient, one for the weight's.
    return (int(mask[0]) + int(mask[1])) * _convolution_macs(positions, weight)


_UNBATCHED: dict[Any, Callable[[tuple[Any, ...], Any], int]] = {
    aten.mm: lambda args, _: _matmul_macs(args[0], args[1]),
    aten.addmm: lambda args, _: _matmul_macs(args[1], args[2]),
    aten.mv: lambda args, _: _matmul_macs(args[0], args[1]),
    aten.addmv: lambda args, _: _matmul_macs(args[1], args[2]),
    aten.dot: lambda args, _: _matmul_macs(args[0], args[1]),
    aten.convolution: _forward_convolution,
    aten.convolution_backward: _backward_convolution,
}
_BATCHED: dict[Any, Callable[[tuple[Any, ...], Any], int]] = {
    aten.bmm: lambda args, _: _matmul_macs(args[0], args[1]),
    aten.baddbmm: lambda args, _: _matmul_macs(args[1], args[2]),
}
_LOOKUPS = {aten.embedding, aten.index_select, aten.gather, aten.index}
_NO_DATA = {
    aten._unsafe_view,
    aten.detach,
    aten.empty,
    aten.empty_like,
    aten.empty_strided,
    aten.new_empty,
    aten.new_empty_strided,
    aten.lift_fresh,
    aten.set_,
}


def _is_view(operator: Any) -> bool:
    aliases = [returned.alias_info for returned in operator._schema.returns]
    return any(alias is not None and not alias.is_write for alias in aliases)


def _bytes(values: Iterable[Any]) -> int:
    """Bytes behind the tensors in `values`; an expanded tensor counts its storage once."""
    total = 0
    for value in values:
        if isinstance(value, torch.Tensor):
            total += min(value.numel() * value.element_size(), value.untyped_storage().nbytes())
    return total


class WorkCounter(TorchDispatchMode):
    """`with WorkCounter() as counter: step()` leaves the work of `step` in `counter.work`."""

    def __init__(self) -> None:
        super().__init__()
        self.work = Work()

    def __torch_dispatch__(self, operator, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = operator(*args, **kwargs)
        self._count(operator, args, kwargs, result)
        return result

    def _count(self, operator: Any, args: Any, kwargs: Any, result: Any) -> None:
        packet = operator.overloadpacket
        if operator.namespace == "prim" or packet in _NO_DATA or _is_view(operator):
            return
        work = self.work
        work.operators += 1
        results = tree_leaves(result)
        if packet in _LOOKUPS:
            work.bytes_moved += 2 * _bytes(results) + _bytes(tree_leaves((args[1:], kwargs)))
        else:
            work.bytes_moved += _bytes(tree_leaves((args, kwargs))) + _bytes(results)
        if packet in _UNBATCHED:
            work.macs += _UNBATCHED[packet](args, result)
            if packet is not aten.convolution_backward:
                work.activations += result.numel()
        elif packet in _BATCHED:
            work.macs += _BATCHED[packet](args, result)
            work.batched_matmul_outputs += result.numel()
