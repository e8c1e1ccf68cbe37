"""Command line: `python -m measure list|run` (with scripts/ on PYTHONPATH)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from .plans.catalog import PLANS, plan
from .session import Settings, run
from .workload import build, count_on_meta


def _share(text: str) -> tuple[int, int]:
    part, parts = (int(number) for number in text.split("/"))
    if not 1 <= part <= parts:
        raise argparse.ArgumentTypeError(f"not a share: {text}")
    return part, parts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="measure", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    lister = commands.add_parser("list", help="the cases of a plan with their counted work")
    runner = commands.add_parser("run", help="measure a plan; writes NAME.csv and NAME.json")
    for command in (lister, runner):
        command.add_argument("plan", choices=sorted(PLANS))
        command.add_argument("--part", type=_share, default=(1, 1), metavar="K/N")
    runner.add_argument("--out", type=Path, required=True, help="folder for the two files")
    runner.add_argument("--name", help="of the files; the plan's name unless told")
    runner.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    runner.add_argument("--warm-up", type=float, default=0.5, help="seconds per case")
    runner.add_argument("--window", type=float, default=2.0, help="measured seconds per case")
    runner.add_argument("--idle", type=float, default=10.0, help="seconds of idle power")
    runner.add_argument("--period", type=float, default=0.01, help="seconds between samples")
    runner.add_argument("--budget", type=float, help="seconds after which no case is begun")
    runner.add_argument("--max-macs", type=float, help="leave out iterations with more MACs")
    return parser


def _list(cases) -> None:
    for case in cases:
        work = count_on_meta(case)
        parameters = build(case, torch.device("meta")).parameters
        print(
            f"{case.id}  {case.phase}  {case.mode}  {case.precision}  batch {case.batch}  "
            f"{parameters / 1e6:.3f} M parameters  {work.iteration.macs / 1e9:.4g} GMACs  "
            f"{case.config}"
        )
    print(f"{len(cases)} cases")


def main() -> int:
    arguments = _parser().parse_args()
    cases = plan(arguments.plan, *arguments.part)
    if arguments.command == "list":
        _list(cases)
        return 0
    settings = Settings(
        out=arguments.out,
        name=arguments.name or arguments.plan,
        device=torch.device(arguments.device),
        warm_up_s=arguments.warm_up,
        window_s=arguments.window,
        idle_s=arguments.idle,
        period_s=arguments.period,
        budget_s=arguments.budget,
        max_macs=arguments.max_macs,
    )
    return 0 if run(cases, settings) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
