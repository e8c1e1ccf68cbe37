"""Samples a power source from a process of its own, so that it never holds up the workload."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections import deque
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from multiprocessing.connection import Connection
from operator import or_

from .sources import Sample, open_source

KEEP_S = 120.0
"""How long a sample can still be asked for."""

MIN_TICKS = 4
"""Fewer counter updates than this in a window are no basis for a mean."""


@dataclass(frozen=True)
class PowerWindow:
    """Mean power and device state over a window; None is not measured, never zero."""

    mean_power_w: float | None
    method: str
    """`counter` (slope of an energy counter), `sampled` (mean of power readings), `none`."""
    ticks: int
    """Readings the mean stands on: counter updates, or power samples."""
    temperature_c: float | None
    sm_clock_mhz: float | None
    throttle_reasons: int | None


def counter_updates(samples: list[Sample]) -> list[Sample]:
    """The samples at which the energy counter was first seen at a new value.

    The first sample is none: when its value appeared is not known.
    """
    updates: list[Sample] = []
    for before, after in pairwise(samples):
        if after.energy_j is not None and after.energy_j != before.energy_j:
            updates.append(after)
    return updates


def _sampled_power(samples: list[Sample]) -> float | None:
    """Time-weighted mean of the power readings (trapezoids)."""
    readings = [sample for sample in samples if sample.power_w is not None]
    if len(readings) < MIN_TICKS:
        return None
    area = sum(
        (after.time_s - before.time_s) * (after.power_w + before.power_w) / 2
        for before, after in pairwise(readings)
    )
    return area / (readings[-1].time_s - readings[0].time_s)


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def summarise(samples: list[Sample]) -> PowerWindow:
    """Mean power from the counter's slope between its first and last update in the window, so
    that its resolution costs one update interval, not two; from sampled power where there is no
    counter or it moved too rarely."""
    updates = counter_updates(samples)
    power: float | None = None
    method, ticks = "none", 0
    if len(updates) >= MIN_TICKS:
        first, last = updates[0], updates[-1]
        power = (last.energy_j - first.energy_j) / (last.time_s - first.time_s)
        method, ticks = "counter", len(updates)
    else:
        power = _sampled_power(samples)
        if power is not None:
            method, ticks = "sampled", len(samples)
    reasons = [s.throttle_reasons for s in samples if s.throttle_reasons is not None]
    return PowerWindow(
        mean_power_w=power,
        method=method,
        ticks=ticks,
        temperature_c=_median([sample.temperature_c for sample in samples]),
        sm_clock_mhz=_median([sample.sm_clock_mhz for sample in samples]),
        throttle_reasons=reduce(or_, reasons) if reasons else None,
    )


def _sample_forever(device_type: str, board: str, period_s: float, pipe: Connection) -> None:
    """The child: samples until told to stop, answers requests for a window from its memory."""
    source = open_source(device_type, board)
    pipe.send(source.name)
    samples: deque[Sample] = deque(maxlen=int(KEEP_S / period_s))
    while True:
        # Sources read energy first: the time before the reading is the energy's.
        now = time.perf_counter()
        samples.append(replace(source.read(), time_s=now))
        if not pipe.poll(period_s):
            continue
        try:
            request = pipe.recv()
        except EOFError:
            return
        if request is None:
            return
        start, end = request
        pipe.send([sample for sample in samples if start <= sample.time_s <= end])


class Sampler:
    """`with Sampler(...) as sampler` samples in the background; `window` looks back."""

    def __init__(self, device_type: str, board: str, period_s: float) -> None:
        # Spawned: a forked child would share the parent's CUDA context.
        context = multiprocessing.get_context("spawn")
        self.period_s = period_s
        self._pipe, child_pipe = context.Pipe()
        self._process = context.Process(
            target=_sample_forever, args=(device_type, board, period_s, child_pipe), daemon=True
        )
        self._process.start()
        child_pipe.close()
        try:
            self.source_name: str = self._pipe.recv()
        except EOFError as error:
            raise RuntimeError("the power sampler ended before its first reading") from error

    def __enter__(self) -> Sampler:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._pipe.send(None)
        self._process.join(timeout=10)

    def samples(self, start_s: float, end_s: float) -> list[Sample]:
        """Samples between two `time.perf_counter` values, at most `KEEP_S` old."""
        self._pipe.send((start_s, end_s))
        return self._pipe.recv()

    def window(self, start_s: float, end_s: float) -> PowerWindow:
        return summarise(self.samples(start_s, end_s))
