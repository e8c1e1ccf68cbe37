"""One thing to measure: what runs, in which phase, mode, precision and batch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Literal

Level = Literal["layer", "model"]
Phase = Literal["forward", "forward_backward", "train_step"]
Mode = Literal["eager", "compiled"]
ConfigValue = int | float | bool | str
Config = dict[str, ConfigValue]


@dataclass(frozen=True)
class Case:
    """A measurement to take.

    `family` is what a leave-family-out split groups by (dense, convolution, …; resnet, gpt, …);
    `kind` names the builder in `layers` or `models.registry`; `config` holds its arguments.
    """

    level: Level
    family: str
    kind: str
    config: Config = field(hash=False)
    phase: Phase
    precision: str
    batch: int
    mode: Mode = "eager"
    optimizer: str = ""
    """Name of the optimizer of a training step; empty in the other phases."""

    @property
    def id(self) -> str:
        """Stable across runs and machines: the same measurement always has the same id."""
        canonical = json.dumps(asdict(self), sort_keys=True)
        return f"{self.kind}-{hashlib.sha256(canonical.encode()).hexdigest()[:12]}"

    @property
    def trains(self) -> bool:
        return self.phase != "forward"


def in_mixed_order(cases: list[Case]) -> list[Case]:
    """Cases without repeats, ordered by the hash in their id.

    A run stopped by its time budget then holds an even sample of the plan, and slow drifts of
    temperature do not line up with size or kind.
    """
    by_id = {case.id: case for case in cases}
    return sorted(by_id.values(), key=lambda case: case.id.rsplit("-", 1)[1])
