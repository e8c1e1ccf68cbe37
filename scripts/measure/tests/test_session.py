"""A whole run on the CPU: files, columns, and what becomes of cases that cannot run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import torch

from ..case import Case
from ..plans.catalog import plan
from ..session import Settings, run
from ..table import COLUMNS


def settings(out: Path, **changes: object) -> Settings:
    values: dict[str, object] = {
        "out": out,
        "name": "run",
        "device": torch.device("cpu"),
        "warm_up_s": 0.0,
        "window_s": 0.01,
        "idle_s": 0.05,
        "period_s": 0.005,
        "budget_s": None,
        "max_macs": None,
    }
    return Settings(**(values | changes))


def results(out: Path) -> tuple[list[dict[str, str]], dict]:
    with (out / "run.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return rows, json.loads((out / "run.json").read_text(encoding="utf-8"))


def test_smoke_plan(tmp_path: Path):
    cases = plan("smoke")
    assert run(cases, settings(tmp_path)) == len(cases)
    rows, sidecar = results(tmp_path)
    assert [row["id"] for row in rows] == [case.id for case in cases]
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        assert float(row["time_p5_s"]) <= float(row["time_s"]) <= float(row["time_p95_s"])
        assert int(row["iterations"]) >= 5
        assert int(row["op_count"]) > 0
        # Energy is there if and only if something metered it.
        assert (row["energy_j"] == "") == (row["power_method"] == "none")
    assert sidecar["outcome"]["measured"] == len(cases)
    assert sidecar["torch"] == torch.__version__


def test_cases_without_a_row_have_a_reason(tmp_path: Path):
    linear = {"in_features": 64, "out_features": 64}
    broken = Case("layer", "dense", "linear", linear | {"in_features": -1}, "forward", "fp32", 2)
    cuda_only = Case("layer", "dense", "linear", linear, "forward", "tf32", 2)
    large = Case("layer", "dense", "linear", linear, "forward", "fp32", 1024)
    assert run([broken, cuda_only, large], settings(tmp_path, max_macs=1e6)) == 0
    rows, sidecar = results(tmp_path)
    assert rows == []
    assert set(sidecar["outcome"]["failed"]) == {broken.id}
    assert set(sidecar["outcome"]["skipped"]) == {cuda_only.id, large.id}


def test_budget_leaves_the_rest(tmp_path: Path):
    assert run(plan("smoke"), settings(tmp_path, budget_s=0.0)) < len(plan("smoke"))
    _, sidecar = results(tmp_path)
    assert sidecar["outcome"]["not_begun"] > 0
