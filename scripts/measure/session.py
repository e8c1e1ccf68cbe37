"""A run: idle power, every case of a plan, idle power again; CSV and JSON sidecar."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from . import FORMAT_VERSION
from .case import Case
from .conditions import BOUNDARIES, board_of, describe, now
from .precision import PRECISIONS
from .runner import measure, measure_idle
from .sampler import Sampler, counter_updates
from .table import Table, row
from .workload import count_on_meta, release


@dataclass(frozen=True)
class Settings:
    out: Path
    name: str
    device: torch.device
    warm_up_s: float
    window_s: float
    idle_s: float
    period_s: float
    budget_s: float | None
    """No case is begun later than this after the start."""
    max_macs: float | None
    """Per iteration; for slow machines."""


@dataclass
class Outcome:
    """What became of a plan's cases; `failed` and `skipped` give a reason per case id."""

    planned: int
    measured: int = 0
    not_begun: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def _reason_to_skip(case: Case, macs: int, settings: Settings) -> str | None:
    if PRECISIONS[case.precision].cuda_only and settings.device.type != "cuda":
        return f"{case.precision} needs a CUDA device"
    if settings.max_macs is not None and macs > settings.max_macs:
        return f"{macs} MACs per iteration are over the limit"
    return None


def _counter_interval(sampler: Sampler, start_s: float, end_s: float) -> float | None:
    """Mean seconds between updates of the energy counter: its resolution in time."""
    updates = counter_updates(sampler.samples(start_s, end_s))
    if len(updates) < 2:
        return None
    return (updates[-1].time_s - updates[0].time_s) / (len(updates) - 1)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _measure_cases(
    cases: list[Case],
    settings: Settings,
    sampler: Sampler,
    table: Table,
    idle_w: float | None,
) -> Outcome:
    outcome = Outcome(planned=len(cases))
    begin = time.perf_counter()
    for number, case in enumerate(cases):
        if settings.budget_s is not None and time.perf_counter() - begin > settings.budget_s:
            outcome.not_begun = len(cases) - number
            break
        try:
            work = count_on_meta(case)
            reason = _reason_to_skip(case, work.iteration.macs, settings)
            if reason is not None:
                outcome.skipped[case.id] = reason
                continue
            measured = measure(
                case, settings.device, sampler, settings.warm_up_s, settings.window_s
            )
        except (RuntimeError, NotImplementedError) as error:
            # Out of memory, or an operator this device or precision lacks: the rest still counts.
            outcome.failed[case.id] = str(error).splitlines()[0]
            continue
        finally:
            release(settings.device)
        cells = row(measured, work, idle_w)
        table.add(cells)
        outcome.measured += 1
        print(
            f"{number + 1}/{len(cases)} {case.id} {case.phase} {case.precision} "
            f"batch {case.batch}: {cells['time_s']} s, {cells['energy_j']} J, "
            f"{cells['mean_power_w']} W ({cells['power_method']}, {cells['power_ticks']} ticks)",
            flush=True,
        )
    return outcome


def run(cases: list[Case], settings: Settings) -> int:
    """Measures `cases` in order into NAME.csv and NAME.json; returns the number of rows.

    The sidecar is written before the first case and again after the last, so that a killed run
    has its conditions too (without idle power after, and without an outcome).
    """
    settings.out.mkdir(parents=True, exist_ok=True)
    sidecar = settings.out / f"{settings.name}.json"
    device = settings.device
    with Sampler(device.type, board_of(device), settings.period_s) as sampler:
        begin = time.perf_counter()
        idle_before = measure_idle(device, sampler, settings.idle_s)
        document: dict[str, Any] = {
            "format_version": FORMAT_VERSION,
            "started": now(),
            "power_source": sampler.source_name,
            "boundary": BOUNDARIES[sampler.source_name],
            "counter_interval_s": _counter_interval(sampler, begin, time.perf_counter()),
            "warm_up_s": settings.warm_up_s,
            "window_s": settings.window_s,
            "sample_period_s": settings.period_s,
            "idle_s": settings.idle_s,
            "max_macs": settings.max_macs,
            "budget_s": settings.budget_s,
            "idle_before": asdict(idle_before),
            **describe(device),
        }
        _write(sidecar, document)
        with Table(settings.out / f"{settings.name}.csv") as table:
            outcome = _measure_cases(cases, settings, sampler, table, idle_before.mean_power_w)
        document["idle_after"] = asdict(measure_idle(device, sampler, settings.idle_s))
        document["finished"] = now()
        document["outcome"] = asdict(outcome)
        _write(sidecar, document)
    print(
        f"{outcome.measured} of {outcome.planned} measured, {len(outcome.skipped)} skipped, "
        f"{len(outcome.failed)} failed, {outcome.not_begun} not begun"
    )
    return outcome.measured
