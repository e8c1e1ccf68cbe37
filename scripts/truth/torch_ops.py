"""Runs every case of cases/torch/ in PyTorch and writes output shape and dtype, parameters and MACs.

    python scripts/truth/torch_ops.py               (with torch 2.5.1, CPU, and einops 0.8.1; without opt_einsum)
    python scripts/truth/torch_ops.py torchvision   (the cases of cases/torchvision/, with torchvision 0.20.1)

A case is `expression  <-  input, input...`; an input is `2x3x32x32` (float32), `2x5:int64` or `scalar`, and is
bound to x, y, z in order. An expression whose value is an `nn.Module` is called on the inputs. A leading `!`
marks a case that must raise, `?` one whose result depends on the data (its shape cannot be known beforehand),
`~` one that runs in a kernel of the library's own, whose MACs the counter does not see.
Every case runs on the meta device and on the CPU, and both must agree.
"""
import importlib
import inspect
import json
import math
import platform
import sys
import warnings
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
import torch.nn.utils.prune
from torch import nn
from torch.nn import functional as F
from torch.nn.modules.module import register_module_parameter_registration_hook

from mac_counter import MacCounter

if len(sys.argv) == 1:
    import einops
    from einops.layers import torch as einops_layers

HERE = Path(__file__).parent
SUBJECT = sys.argv[1] if len(sys.argv) > 1 else "torch"
OUT = HERE.parent.parent / "test" / "truth" / f"{SUBJECT}-ops.json"


def parse_input(text: str):
    shape, _, dtype = text.strip().partition(":")
    sizes = [] if shape == "scalar" else [int(n) for n in shape.split("x")]
    return sizes, dtype or "float32"


def make(sizes, dtype, device):
    return torch.zeros(sizes, dtype=getattr(torch, dtype), device=device)


def describe(value):
    """A tensor as {shape, dtype}, a tuple or list of tensors as a list, anything else by its repr."""
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "dtype": str(value.dtype).removeprefix("torch.")}
    if isinstance(value, (tuple, list)) and any(isinstance(v, (torch.Tensor, tuple, list)) for v in value):
        return [describe(v) for v in value]
    if value is None:
        return None
    return {"value": repr(value)}


def evaluate(expr, inputs, device):
    torch.manual_seed(0)
    parameters = {}

    def remember(module, name, parameter):
        if parameter is not None:
            parameters[(id(module), name)] = (module, parameter)

    hook = register_module_parameter_registration_hook(remember)
    try:
        # Factories and modules follow the inputs, as they do in a program that sets a default device.
        with torch.device(device), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tensors = [make(sizes, dtype, device) for sizes, dtype in inputs]
            scope = {"torch": torch, "nn": nn, "F": F, "math": math, "np": np, "OrderedDict": OrderedDict}
            if SUBJECT == "torch":
                scope.update(einops=einops, el=einops_layers)
            else:
                scope["ops"] = importlib.import_module("torchvision.ops")
            scope.update(zip("xyz", tensors))
            with MacCounter() as counter:
                value = eval(expr, scope)
                # Construction may initialise (spectral_norm multiplies): only the call is counted.
                if isinstance(value, nn.Module):
                    counter.macs = 0
                    module = value
                    value = module(*tensors)
                    parameters = {id(p): (module, p) for p in module.parameters()}
    finally:
        hook.remove()
    unique = {id(p): p for _, p in parameters.values()}
    return {"output": describe(value), "params": sum(p.numel() for p in unique.values()), "macs": counter.macs}


def outcome(expr, inputs, device):
    try:
        return evaluate(expr, inputs, device)
    except NotImplementedError as error:
        return {"unsupported": str(error)}
    except Exception as error:
        return {"raises": True, "error": type(error).__name__, "message": str(error).splitlines()[0][:160] if str(error) else ""}


def main() -> int:
    cases, problems = [], []
    for path in sorted((HERE / "cases" / SUBJECT).glob("*.txt")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            mark = line[0] if line[0] in "!?~" else ""
            expr, arrow, inputs_text = line.removeprefix(mark).strip().partition("  <-")
            assert arrow, f"{path.name}:{number} has no inputs arrow"
            inputs = [parse_input(part) for part in inputs_text.split(",") if part.strip()]
            case = {
                "id": f"{path.stem}/{number:03d}",
                "expr": expr.strip(),
                "inputs": [sizes for sizes, _ in inputs],
                "dtypes": [dtype for _, dtype in inputs],
            }
            cpu, meta = outcome(expr, inputs, "cpu"), outcome(expr, inputs, "meta")
            where = f"{path.name}:{number} {expr.strip()} {case['inputs']}"
            if mark == "?":
                case["data_dependent"] = True
            elif mark == "!":
                if "raises" not in cpu:
                    problems.append(f"{where}: expected to raise, gives {cpu}")
                case.update({"raises": True, "error": cpu.get("error")})
            elif "raises" in cpu:
                problems.append(f"{where}: {cpu}")
            else:
                # Without a meta kernel the CPU's answer stands alone.
                agreed = cpu if "unsupported" in meta or "raises" in meta else meta
                if agreed is cpu:
                    print(f"note: {where}: meta says {meta}", file=sys.stderr)
                if {k: v for k, v in cpu.items() if k != "macs"} != {k: v for k, v in agreed.items() if k != "macs"}:
                    problems.append(f"{where}: cpu {cpu} meta {meta}")
                if cpu["macs"] != agreed["macs"]:
                    print(f"note: {where}: MACs cpu {cpu['macs']} meta {agreed['macs']}", file=sys.stderr)
                case.update(agreed)
                if mark == "~":
                    case["macs"] = None
            cases.append(case)
    versions = {"python": platform.python_version(), "torch": torch.__version__.partition("+")[0]}
    if SUBJECT != "torch":
        versions[SUBJECT] = importlib.import_module(SUBJECT).__version__.partition("+")[0]
    with OUT.open("w") as out:
        out.write('{"versions": ' + json.dumps(versions) + ',\n"cases": [\n')
        out.write(",\n".join(json.dumps(case, ensure_ascii=False) for case in cases))
        out.write("\n]}\n")
    for problem in problems:
        print("PROBLEM", problem)
    print(f"{len(cases)} cases to {OUT.name}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
