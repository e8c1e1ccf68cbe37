"""Counts the models of test/truth/public.json again, from checkouts of their repositories.

    python scripts/truth/public_models.py FOLDER [PART OF AN ID…]      (torch 2.5.1 CPU, timm, einops, what they import)

FOLDER holds the repositories in folders named owner+name, at the commits that the file states. Each model is made in a
process of its own and runs on the meta device, where its code allows that, so that nothing is computed. Nothing is downloaded:
what asks for weights gets none. With parts of ids only those run, and nothing is written.
"""
import importlib
import json
import os
import signal
import sys
from pathlib import Path

import torch

from mac_counter import MacCounter
from model_file import shape_of

TRUTH = Path(__file__).parent.parent.parent / "test" / "truth" / "public.json"
LIMIT_SECONDS = 300


def without_side_effects():
    """No downloads, no compilers, no GPU, and no time spent on random numbers."""
    import torch.hub
    import torch.utils.cpp_extension
    import torch.utils.model_zoo

    torch.utils.model_zoo.load_url = torch.hub.load_state_dict_from_url = lambda *args, **options: {}
    torch.utils.cpp_extension.load = lambda *args, **options: None
    torch.Tensor.cuda = torch.nn.Module.cuda = lambda self, *args, **options: self
    for name in ("kaiming_uniform_", "kaiming_normal_", "uniform_", "normal_", "trunc_normal_", "xavier_uniform_"):
        setattr(torch.nn.init, name, lambda tensor, *args, **options: tensor)


def zeros(shape, dtype, device):
    if shape and isinstance(shape[0], list):
        return [zeros(one, dtype[i], device) for i, one in enumerate(shape)]
    return torch.zeros(shape, dtype=getattr(torch, dtype), device=device)


def count(row, module, device):
    model = eval(f"{row['builder']}({row['args']})", vars(module)).eval()
    params = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    model = model.to(device)
    inputs = [zeros(shape, row["input_dtypes"][i], device) for i, shape in enumerate(row["input_shape"])]
    counter = MacCounter()
    with counter, torch.backends.mkldnn.flags(enabled=False):
        output = shape_of(model(*inputs))
    is_shape = isinstance(output, list) and all(isinstance(size, int) for size in output)
    figures = {"params": params, "trainable_params": trainable, "macs": counter.macs}
    return {**figures, "output_shape": output if is_shape else None}


def measure(row, folder):
    without_side_effects()
    repository, _, path = row["file"].partition("/")
    root = folder / repository
    base, file = root / row["root"], root / path
    sys.path[:0] = [str(base), str(root), str(file.parent)]
    sys.dont_write_bytecode = True
    os.chdir(base)
    sys.argv = [str(file)]
    module = importlib.import_module(".".join(file.relative_to(base).with_suffix("").parts).removesuffix(".__init__"))
    try:
        return count(row, module, "meta")
    except Exception:
        return count(row, module, "cpu")


def in_process(row, folder):
    read, write = os.pipe()
    if os.fork() == 0:
        signal.alarm(LIMIT_SECONDS)
        try:
            answer = measure(row, folder)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {str(error)[:200]}"}
        os.write(write, json.dumps(answer).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answers:
        text = answers.read()
    os.wait()
    return json.loads(text) if text else {"error": "it did not finish"}


def main():
    folder, *wanted = sys.argv[1:]
    truth = json.loads(TRUTH.read_text())
    problems = 0
    for row in truth["models"]:
        if wanted and not any(part in row["id"] for part in wanted):
            continue
        figures = in_process(row, Path(folder).resolve())
        problems += "error" in figures
        print(row["id"], figures, flush=True)
        if "error" not in figures:
            row.update(figures)
    if not wanted and problems == 0:
        models = ",\n".join(json.dumps(row, separators=(",", ":")) for row in truth["models"])
        head = json.dumps(truth["versions"]) + ',\n"repositories": ' + json.dumps(truth["repositories"], indent=1)
        TRUTH.write_text(f'{{"versions": {head},\n"models": [\n{models}\n]}}\n')
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
