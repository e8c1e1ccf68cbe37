"""Runs every cell of cases/torch-programs/ in PyTorch and writes what each one gives.

    python scripts/truth/torch_programs.py        (with torch 2.5.1, CPU)

A cell (`# %% title`) assigns `result`. It runs after the usual imports, in a module of its own; the
multiply-accumulates of all it calls are counted.
"""
import json
import math
import platform
import sys
import warnings
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from mac_counter import MacCounter

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "test" / "truth" / "torch-programs.json"


def run(code: str) -> dict:
    module = type(sys)("cell")
    sys.modules["cell"] = module
    scope = module.__dict__
    scope.update(math=math, OrderedDict=OrderedDict, torch=torch, nn=nn, F=F)
    torch.set_grad_enabled(True)
    # oneDNN runs an LSTM as one operation, in which the products cannot be seen.
    with torch.backends.mkldnn.flags(enabled=False), MacCounter() as counter, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, "<cell>", "exec"), scope)
    return {"repr": repr(scope["result"]), "macs": counter.macs}


def main() -> None:
    cases = []
    for path in sorted((HERE / "cases" / "torch-programs").glob("*.py")):
        for cell in path.read_text().split("# %% ")[1:]:
            title, _, code = cell.partition("\n")
            try:
                cases.append({"id": path.stem, "title": title.strip(), "code": code, **run(code)})
            except Exception as error:
                sys.exit(f"{path.name}: {title}: {type(error).__name__}: {error}")
    versions = {"python": platform.python_version(), "torch": torch.__version__.partition("+")[0]}
    with OUT.open("w") as out:
        out.write('{"versions": ' + json.dumps(versions) + ',\n"cases": [\n')
        out.write(",\n".join(json.dumps(case, ensure_ascii=False) for case in cases))
        out.write("\n]}\n")
    print(f"{len(cases)} programs to {OUT.name}")


if __name__ == "__main__":
    main()
