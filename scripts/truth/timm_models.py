"""Runs models of timm and writes their parameters, MACs and every leaf layer's shapes.

    python scripts/truth/timm_models.py        (torch 2.5.1 CPU, torchvision 0.20.1, timm 1.0.12)

Models run on the meta device in eval mode, so that no weight is ever filled. cases/timm/benchmark.csv names them;
cases/timm/arguments.txt has a few with further arguments.
"""
import csv
import platform
from contextlib import contextmanager, nullcontext
from pathlib import Path

import timm
import torch
import torchvision

from model_counter import count_model
from model_file import write_models

HERE = Path(__file__).parent
CASES = HERE / "cases" / "timm"
OUT = HERE.parent.parent / "test" / "truth" / "timm.json"


@contextmanager
def replaced(name, function):
    """`torch.<name>` is `function(original, *args, **kwargs)` meanwhile."""
    original = getattr(torch, name)
    setattr(torch, name, lambda *args, **kwargs: function(original, *args, **kwargs))
    try:
        yield
    finally:
        setattr(torch, name, original)


def known_ramps():
    """Models read rates of stochastic depth from a ramp while they are built: it needs values, so it is no meta tensor."""
    return replaced("linspace", lambda original, *args, **kwargs: original(*args, **{**kwargs, "device": "cpu"}))


def no_autocast():
    """Autocasting, which changes no shape, does not know the meta device."""
    return replaced("autocast", lambda original, *args, **kwargs: nullcontext())


def build(name, **kwargs):
    """On the meta device where the constructor allows it, else with real weights that are then given up."""
    try:
        with torch.device("meta"), known_ramps():
            return timm.create_model(name, **kwargs).eval()
    except (RuntimeError, TypeError, NotImplementedError):
        return timm.create_model(name, **kwargs).to("meta").eval()


def measure(identity, name, arguments, shape):
    call = f'"{name}"' + (f", {arguments}" if arguments else "")
    model = build(name, **eval(f"dict({arguments})"))
    with no_autocast():
        figures = count_model(model, torch.zeros(shape, device="meta"))
    place = timm.models.model_entrypoint(name)
    return {
        "id": identity,
        "file": f"{place.__module__.replace('.', '/')}.py",
        "builder": "timm.create_model",
        "args": call,
        "input_dtypes": ["float32"],
        **figures,
    }


def lines_of(file):
    return [line for line in (CASES / file).read_text().splitlines() if not line.startswith("#")]


def benchmarked():
    for row in csv.DictReader(lines_of("benchmark.csv")):
        size = int(row["img_size"])
        yield f"timm/{row['model']}-{size}", row["model"], "", [1, 3, size, size]


def with_arguments():
    for line in lines_of("arguments.txt"):
        call, shape = (part.strip() for part in line.split("<-"))
        name, _, arguments = call.partition(", ")
        yield f"timm/{name}({arguments})", name, arguments, [int(size) for size in shape.split("x")]


def main():
    models = [measure(*case) for case in (*benchmarked(), *with_arguments())]
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__.partition("+")[0],
        "torchvision": torchvision.__version__.partition("+")[0],
        "timm": timm.__version__,
    }
    write_models(OUT, versions, models)


if __name__ == "__main__":
    main()
