"""Turns a case into a function that runs one iteration of it."""

from __future__ import annotations

import functools
import gc
import json
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from .case import Case, Level, Phase
from .counting import Work, WorkCounter
from .inputs import InputSpec
from .layers import LAYERS
from .models.registry import MODELS
from .precision import PRECISIONS, Precision

Step = Callable[[], None]

_OPTIMIZERS: dict[str, Callable[[nn.Module], torch.optim.Optimizer]] = {
    "sgd": lambda module: torch.optim.SGD(module.parameters(), lr=1e-6),
    "sgd-momentum": lambda module: torch.optim.SGD(module.parameters(), lr=1e-6, momentum=0.9),
    "adam": lambda module: torch.optim.Adam(module.parameters(), lr=1e-6),
    "adamw": lambda module: torch.optim.AdamW(module.parameters(), lr=1e-6),
}
"""A tiny rate: weights keep their scale however often the step is repeated."""


@dataclass
class Workload:
    """`step` runs one iteration and leaves the device busy: the caller synchronises."""

    step: Step
    parameters: int
    input_shapes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class CaseWork:
    """`forward` and `iteration` differ where the phase has a backward pass or an update."""

    forward: Work
    iteration: Work


def _unique_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _forward_step(
    module: nn.Module, inputs: list[torch.Tensor], precision: Precision, device: torch.device
) -> Step:
    def step() -> None:
        with torch.no_grad(), precision.autocast_context(device.type):
            module(*inputs)

    return step


def _forward_backward_step(
    module: nn.Module, inputs: list[torch.Tensor], precision: Precision, device: torch.device
) -> Step:
    """Backward from a fixed random gradient: no loss in the measurement. The input's gradient is
    computed too, as for any layer but the first."""
    for tensor in inputs:
        tensor.requires_grad_(tensor.is_floating_point())
    leaves = [*module.parameters(), *inputs]
    gradient: torch.Tensor | None = None

    def step() -> None:
        nonlocal gradient
        for leaf in leaves:
            leaf.grad = None
        with precision.autocast_context(device.type):
            output = module(*inputs)
        if gradient is None:
            gradient = torch.randn_like(output)
        output.backward(gradient)

    return step


def _train_step(
    module: nn.Module,
    inputs: list[torch.Tensor],
    targets: torch.Tensor,
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    precision: Precision,
    device: torch.device,
) -> Step:
    scaler = torch.amp.GradScaler(device.type, enabled=precision.scales_loss)

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        with precision.autocast_context(device.type):
            loss = loss_function(module(*inputs), targets)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    return step


def _make_inputs(
    specs: tuple[InputSpec, ...], case: Case, device: torch.device, precision: Precision
) -> list[torch.Tensor]:
    tensors = [spec.make(device, precision.parameters) for spec in specs]
    if case.config.get("memory_format") == "channels_last":
        tensors = [tensor.contiguous(memory_format=torch.channels_last) for tensor in tensors]
    return tensors


def build(case: Case, device: torch.device) -> Workload:
    """Module, inputs and step of `case` on `device`, in its precision; sets the TF32 flags.

    Forward runs in eval mode without gradients; the other phases in train mode.
    """
    torch.manual_seed(0)
    precision = PRECISIONS[case.precision]
    precision.set_flags()
    with device:
        if case.level == "layer":
            setup = LAYERS[case.kind](case.config, case.batch)
        else:
            setup = MODELS[case.kind](case.config, case.batch)
    module = setup.module.to(precision.parameters).train(case.trains)
    if case.config.get("memory_format") == "channels_last":
        module = module.to(memory_format=torch.channels_last)
    parameters = _unique_parameters(module)
    optimizer = _OPTIMIZERS[case.optimizer](module) if case.phase == "train_step" else None
    if case.mode == "compiled":
        module = torch.compile(module)
    inputs = _make_inputs(setup.inputs, case, device, precision)

    if case.phase == "forward":
        step = _forward_step(module, inputs, precision, device)
    elif case.phase == "forward_backward":
        step = _forward_backward_step(module, inputs, precision, device)
    else:
        targets = setup.targets.make(device, precision.parameters)
        step = _train_step(module, inputs, targets, setup.loss, optimizer, precision, device)
    return Workload(step, parameters, tuple(spec.shape for spec in setup.inputs))


@functools.cache
def _count_phase(level: Level, kind: str, config: str, batch: int, phase: Phase) -> Work:
    """Work of one iteration on `meta`; `config` as JSON. Cached: precisions share it."""
    # An optimizer's update has no products: plain SGD stands for all of them.
    optimizer = "sgd" if phase == "train_step" else ""
    case = Case(level, "", kind, json.loads(config), phase, "fp32", batch, optimizer=optimizer)
    step = build(case, torch.device("meta")).step
    with sdpa_kernel(SDPBackend.MATH), WorkCounter() as counter:
        step()
    return counter.work


def count_on_meta(case: Case) -> CaseWork:
    """MACs and outputs from shapes alone, in single precision: equal on every device.

    Attention is taken apart into its two products (a causal mask halves nothing) and recurrent
    layers into one product per step and layer.
    """
    config = json.dumps(case.config, sort_keys=True)
    return CaseWork(
        forward=_count_phase(case.level, case.kind, config, case.batch, "forward"),
        iteration=_count_phase(case.level, case.kind, config, case.batch, case.phase),
    )


def count_on_device(step: Step) -> Work:
    """Operators and bytes as this device dispatches them; runs one iteration."""
    with WorkCounter() as counter:
        step()
    return counter.work


def release(device: torch.device) -> None:
    """Returns a finished case's memory and compiled code: the next one starts from nothing."""
    gc.collect()
    torch.compiler.reset()
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
