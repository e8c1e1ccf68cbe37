"""Measures one case: warm-up, then one window of back-to-back iterations."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass
from itertools import pairwise

import torch

from .case import Case
from .counting import Work
from .sampler import PowerWindow, Sampler
from .workload import Step, build, count_on_device

MIN_ITERATIONS = 5
GROUP_S = 0.005
"""Iterations are timed in groups at least this long: an event between two 10 µs iterations
would itself be measured."""
MIN_WARM_UP = 3


@dataclass(frozen=True)
class Timing:
    """Durations in seconds; `samples_s` are per iteration, each the mean of one group."""

    start_s: float
    end_s: float
    cpu_s: float
    """CPU time of this process over the window, all threads."""
    iterations: int
    samples_s: list[float]


@dataclass(frozen=True)
class Measurement:
    case: Case
    timing: Timing
    power: PowerWindow
    parameters: int
    input_shapes: tuple[tuple[int, ...], ...]
    device_work: Work | None
    """Of one iteration, as dispatched on this device; None for compiled code."""
    compile_s: float | None
    peak_memory_bytes: int | None

    @property
    def energy_j(self) -> float | None:
        """Per iteration: mean power times the mean duration, idle power included."""
        if self.power.mean_power_w is None:
            return None
        duration = self.timing.end_s - self.timing.start_s
        return self.power.mean_power_w * duration / self.timing.iterations


def _synchronise(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def _warm_up(step: Step, device: torch.device, seconds: float) -> float:
    """Runs for at least `seconds`; returns seconds per iteration over the second half."""
    _synchronise(device)
    begin = time.perf_counter()
    durations: list[tuple[float, int]] = []
    iterations = 1
    while len(durations) < MIN_WARM_UP or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        for _ in range(iterations):
            step()
        _synchronise(device)
        elapsed = time.perf_counter() - start
        durations.append((elapsed, iterations))
        if elapsed < 0.02:
            iterations *= 2
    late = durations[len(durations) // 2 :]
    return sum(elapsed for elapsed, _ in late) / sum(count for _, count in late)


def _timed_window(step: Step, device: torch.device, groups: int, per_group: int) -> Timing:
    """`groups` × `per_group` iterations without a pause. On CUDA the times are those of the
    stream, by events: the host runs ahead as it does in practice."""
    _synchronise(device)
    events: list[torch.cuda.Event] = []
    marks: list[float] = []

    def mark() -> None:
        if device.type == "cuda":
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            events.append(event)
        else:
            marks.append(time.perf_counter())

    cpu_before = time.process_time()
    start = time.perf_counter()
    mark()
    for _ in range(groups):
        for _ in range(per_group):
            step()
        mark()
    _synchronise(device)
    end = time.perf_counter()
    cpu = time.process_time() - cpu_before
    if device.type == "cuda":
        lengths = [a.elapsed_time(b) / 1000 for a, b in pairwise(events)]
    else:
        lengths = [b - a for a, b in pairwise(marks)]
    samples = [length / per_group for length in lengths]
    return Timing(start, end, cpu, groups * per_group, samples)


def _grouping(iteration_s: float, window_s: float) -> tuple[int, int]:
    """Groups and iterations per group that fill the window with whole groups."""
    per_group = max(1, math.ceil(GROUP_S / iteration_s))
    return max(MIN_ITERATIONS, math.ceil(window_s / (iteration_s * per_group))), per_group


def measure(
    case: Case, device: torch.device, sampler: Sampler, warm_up_s: float, window_s: float
) -> Measurement:
    """Raises whatever building or running the case raises (out of memory among others)."""
    workload = build(case, device)
    device_work: Work | None = None
    compile_s: float | None = None
    if case.mode == "eager":
        # The first iteration chooses algorithms and fills workspaces.
        workload.step()
        device_work = count_on_device(workload.step)
    else:
        begin = time.perf_counter()
        workload.step()
        _synchronise(device)
        compile_s = time.perf_counter() - begin
    iteration_s = _warm_up(workload.step, device, warm_up_s)
    groups, per_group = _grouping(iteration_s, window_s)
    timing = _timed_window(workload.step, device, groups, per_group)
    return Measurement(
        case=case,
        timing=timing,
        power=sampler.window(timing.start_s, timing.end_s),
        parameters=workload.parameters,
        input_shapes=workload.input_shapes,
        device_work=device_work,
        compile_s=compile_s,
        peak_memory_bytes=torch.cuda.max_memory_allocated() if device.type == "cuda" else None,
    )


def measure_idle(device: torch.device, sampler: Sampler, seconds: float) -> PowerWindow:
    """Power with the device initialised and nothing running on it."""
    if device.type == "cuda":
        torch.ones(1, device=device)
        _synchronise(device)
    # Clocks and the power average fall for a while after the last work.
    time.sleep(min(2.0, seconds))
    start = time.perf_counter()
    time.sleep(seconds)
    return sampler.window(start, time.perf_counter())


def percentile(samples: list[float], percent: int) -> float:
    """Linear interpolation between the nearest ranks."""
    if len(samples) == 1:
        return samples[0]
    return statistics.quantiles(samples, n=100, method="inclusive")[percent - 1]
