"""Numeric precisions, as the flags and casts a PyTorch user would set."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Precision:
    """`parameters` is the dtype of weights and floating inputs; `autocast` that of AMP, if any."""

    name: str
    parameters: torch.dtype
    autocast: torch.dtype | None
    tf32_matmul: bool
    tf32_convolution: bool
    cuda_only: bool

    def set_flags(self) -> None:
        torch.backends.cuda.matmul.allow_tf32 = self.tf32_matmul
        torch.backends.cudnn.allow_tf32 = self.tf32_convolution

    def autocast_context(self, device_type: str) -> AbstractContextManager[object]:
        if self.autocast is None:
            return contextlib.nullcontext()
        return torch.autocast(device_type, dtype=self.autocast)

    @property
    def scales_loss(self) -> bool:
        """fp16 gradients underflow without a loss scaler; bf16 has the range of fp32."""
        return self.autocast is torch.float16


PRECISIONS: dict[str, Precision] = {
    precision.name: precision
    for precision in (
        # PyTorch as installed: TF32 in convolutions, true FP32 in matrix products.
        Precision("torch-default", torch.float32, None, False, True, cuda_only=False),
        Precision("fp32", torch.float32, None, False, False, cuda_only=False),
        Precision("tf32", torch.float32, None, True, True, cuda_only=True),
        Precision("amp-fp16", torch.float32, torch.float16, False, True, cuda_only=True),
        Precision("amp-bf16", torch.float32, torch.bfloat16, False, True, cuda_only=False),
        Precision("fp16", torch.float16, None, False, True, cuda_only=True),
        Precision("bf16", torch.bfloat16, None, False, True, cuda_only=False),
    )
}
