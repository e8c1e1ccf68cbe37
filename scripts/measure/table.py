"""The CSV: one row per measurement. README.md says what each column means."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from .runner import Measurement, percentile
from .workload import CaseWork

Cell = str | int | float | None

COLUMNS = (
    "id",
    "level",
    "family",
    "kind",
    "config",
    "phase",
    "mode",
    "precision",
    "optimizer",
    "batch",
    "input_shape",
    "params",
    "macs",
    "macs_iteration",
    "activations",
    "batched_matmul_outputs",
    "op_count",
    "bytes_moved",
    "iterations",
    "window_s",
    "time_s",
    "time_p5_s",
    "time_p95_s",
    "cpu_time_s",
    "energy_j",
    "mean_power_w",
    "idle_power_w",
    "power_method",
    "power_ticks",
    "sm_clock_mhz",
    "temperature_c",
    "throttle_reasons",
    "peak_memory_bytes",
    "compile_s",
)


def _significant(value: float | None) -> Cell:
    """Six significant digits: finer than anything measured here."""
    return None if value is None else float(f"{value:.6g}")


def row(measurement: Measurement, work: CaseWork, idle_w: float | None) -> dict[str, Cell]:
    case, timing, power = measurement.case, measurement.timing, measurement.power
    device_work = measurement.device_work
    return {
        "id": case.id,
        "level": case.level,
        "family": case.family,
        "kind": case.kind,
        "config": json.dumps(case.config, sort_keys=True),
        "phase": case.phase,
        "mode": case.mode,
        "precision": case.precision,
        "optimizer": case.optimizer,
        "batch": case.batch,
        "input_shape": json.dumps(measurement.input_shapes),
        "params": measurement.parameters,
        "macs": work.forward.macs,
        "macs_iteration": work.iteration.macs,
        "activations": work.forward.activations,
        "batched_matmul_outputs": work.forward.batched_matmul_outputs,
        "op_count": None if device_work is None else device_work.operators,
        "bytes_moved": None if device_work is None else device_work.bytes_moved,
        "iterations": timing.iterations,
        "window_s": _significant(timing.end_s - timing.start_s),
        "time_s": _significant(percentile(timing.samples_s, 50)),
        "time_p5_s": _significant(percentile(timing.samples_s, 5)),
        "time_p95_s": _significant(percentile(timing.samples_s, 95)),
        "cpu_time_s": _significant(timing.cpu_s / timing.iterations),
        "energy_j": _significant(measurement.energy_j),
        "mean_power_w": _significant(power.mean_power_w),
        "idle_power_w": _significant(idle_w),
        "power_method": power.method,
        "power_ticks": power.ticks,
        "sm_clock_mhz": _significant(power.sm_clock_mhz),
        "temperature_c": _significant(power.temperature_c),
        "throttle_reasons": power.throttle_reasons,
        "peak_memory_bytes": measurement.peak_memory_bytes,
        "compile_s": _significant(measurement.compile_s),
    }


class Table:
    """Rows on disk as soon as they are measured: a killed run keeps what it had."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", newline="", encoding="utf-8")
        self._writer = csv.DictWriter(self._file, fieldnames=COLUMNS, lineterminator="\n")
        self._writer.writeheader()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    def add(self, cells: dict[str, Cell]) -> None:
        self._writer.writerow(cells)
        self._file.flush()
