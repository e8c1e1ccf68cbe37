"""Builds a model in PyTorch and counts its parameters and MACs: what `npm run bench` compares Wattlens with.

    python pytorch.py JOB COUNTER RUNS     prints one line of JSON

JOB is `resnet50` (the installed torchvision) or `gpt` (examples/pytorch_gpt.py). COUNTER is `build` (parameters only),
`meta` (PyTorch's own flop counter on the meta device), `torchinfo`, `fvcore` or `ptflops`. The model is built and counted RUNS
times; the first run pays for the imports.
"""
import importlib.util
import json
import logging
import resource
import sys
import time
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GPT_CONFIG = dict(block_size=256, n_layer=6, n_head=6, n_embd=384, dropout=0.2, bias=False)


def build_resnet50():
    import torch
    from torchvision.models import resnet50

    return resnet50(), lambda: torch.randn(1, 3, 224, 224)


def build_gpt():
    import torch

    spec = importlib.util.spec_from_file_location("pytorch_gpt", EXAMPLES / "pytorch_gpt.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = module.GPT(module.GPTConfig(**GPT_CONFIG))
    return model, lambda: torch.zeros(1, GPT_CONFIG["block_size"], dtype=torch.long)


JOBS = {"resnet50": build_resnet50, "gpt": build_gpt}


def parameters(model):
    return sum(p.numel() for p in model.parameters())


def count_build(build):
    model, _ = build()
    return parameters(model), None


def count_meta(build):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.device("meta"):
        model, new_input = build()
        x = new_input()
    model.eval()
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        model(x)
    return parameters(model), counter.get_total_flops() // 2


def count_torchinfo(build):
    from torchinfo import summary

    model, new_input = build()
    result = summary(model, input_data=new_input(), verbose=0)
    return parameters(model), result.total_mult_adds


def count_fvcore(build):
    from fvcore.nn import FlopCountAnalysis

    logging.getLogger("fvcore").setLevel(logging.ERROR)
    model, new_input = build()
    return parameters(model), FlopCountAnalysis(model.eval(), new_input()).total()


def count_ptflops(build):
    from ptflops import get_model_complexity_info

    model, new_input = build()
    x = new_input()
    macs, _ = get_model_complexity_info(
        model, tuple(x.shape[1:]), as_strings=False, print_per_layer_stat=False, verbose=False,
        input_constructor=lambda _: {first_argument(model): x},
    )
    return parameters(model), macs


def first_argument(model):
    import inspect

    return next(iter(inspect.signature(model.forward).parameters))


COUNTERS = {
    "build": count_build,
    "meta": count_meta,
    "torchinfo": count_torchinfo,
    "fvcore": count_fvcore,
    "ptflops": count_ptflops,
}


def main():
    job, counter, runs = sys.argv[1:]
    seconds = []
    for _ in range(int(runs)):
        begin = time.perf_counter()
        params, macs = COUNTERS[counter](JOBS[job])
        seconds.append(time.perf_counter() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({
        "milliseconds": [1000 * s for s in seconds],
        "peakBytes": peak * bytes_per_unit,
        "params": params,
        "macs": None if macs is None else int(macs),
    }))


if __name__ == "__main__":
    main()
