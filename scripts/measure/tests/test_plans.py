"""The plans: large enough, without repeats, every shape valid."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from ..layers import LAYERS
from ..models.registry import MODELS
from ..plans.catalog import PLANS, plan
from ..precision import PRECISIONS
from ..workload import build


def shapes(name: str) -> set[str]:
    return {json.dumps([case.kind, case.config], sort_keys=True) for case in plan(name)}


def test_sizes():
    assert len(plan("layers")) >= 200
    assert len(shapes("layers")) >= 100
    assert len(shapes("models")) >= 20


@pytest.mark.parametrize("name", sorted(PLANS))
def test_ids_are_unique_and_stable(name: str):
    ids = [case.id for case in plan(name)]
    assert len(set(ids)) == len(ids) > 0
    assert ids == [case.id for case in plan(name)]


def test_parts_make_the_whole():
    whole = {case.id for case in plan("layers")}
    parts = [[case.id for case in plan("layers", part, 3)] for part in (1, 2, 3)]
    assert sorted(id for part in parts for id in part) == sorted(whole)


def test_every_builder_is_used():
    assert {case.kind for case in plan("layers")} == set(LAYERS)
    assert {case.kind for case in plan("models")} == set(MODELS)


@pytest.mark.parametrize("name", ["layers", "models"])
def test_every_forward_accepts_its_input(name: str):
    """On `meta`, where no arithmetic is done. Recurrent layers step through time: too slow here."""
    seen: set[str] = set()
    for case in plan(name):
        shape = json.dumps([case.kind, case.config], sort_keys=True)
        if case.trains or case.family.startswith("recurrent") or shape in seen:
            continue
        seen.add(shape)
        build(replace(case, precision="fp32", mode="eager"), torch.device("meta")).step()
    assert len(seen) > 20


@pytest.mark.parametrize("name", sorted(PLANS))
def test_precisions_are_known(name: str):
    assert {case.precision for case in plan(name)} <= set(PRECISIONS)
