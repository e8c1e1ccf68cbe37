"""Runs the models of the PyTorch examples and writes their parameters, MACs and every leaf layer's shapes.

    python scripts/truth/examples_torch.py        (torch 2.5.1 CPU, torchvision 0.20.1, optuna 4.5.0)

Models run on the meta device in eval mode; nothing is trained and no data set is read.
"""
import importlib.util
import platform
import sys
from pathlib import Path

import optuna
import torch
import torchvision

from mac_counter import MacCounter
from model_file import shape_of, write_models

ROOT = Path(__file__).parent.parent.parent
OUT = ROOT / "test" / "truth" / "examples-torch.json"

GPT_TRAINED = "GPT(GPTConfig(block_size=256, n_layer=6, n_head=6, n_embd=384, dropout=0.2, bias=False))"
CASES = [
    ("pytorch_mnist/Net", "pytorch_mnist.py", "Net()", [([1, 1, 28, 28], "float32")]),
    ("pytorch_mnist/Net-batch64", "pytorch_mnist.py", "Net()", [([64, 1, 28, 28], "float32")]),
    *[
        (f"pytorch_cifar_resnet/{name}", "pytorch_cifar_resnet.py", f"{name}()", [([1, 3, 32, 32], "float32")])
        for name in ("resnet20", "resnet32", "resnet44", "resnet56")
    ],
    ("pytorch_gpt/trained-last-position", "pytorch_gpt.py", GPT_TRAINED, [([1, 256], "int64")]),
    ("pytorch_gpt/trained-with-targets", "pytorch_gpt.py", GPT_TRAINED, [([1, 256], "int64"), ([1, 256], "int64")]),
    ("pytorch_gpt/trained-with-targets-batch32", "pytorch_gpt.py", GPT_TRAINED, [([32, 256], "int64")] * 2),
    ("pytorch_gpt/default", "pytorch_gpt.py", "GPT(GPTConfig())", [([1, 1024], "int64"), ([1, 1024], "int64")]),
]


def trial(*units):
    params = {"n_layers": len(units)}
    for i, n in enumerate(units):
        params |= {f"n_units_l{i}": n, f"dropout_l{i}": 0.2}
    return f"define_model(optuna.trial.FixedTrial({params}))"


CASES += [
    ("optuna_mlp/smallest", "optuna_mlp.py", trial(64), [([1, 1, 28, 28], "float32")]),
    ("optuna_mlp/middle", "optuna_mlp.py", trial(256, 128), [([1, 1, 28, 28], "float32")]),
    ("optuna_mlp/largest", "optuna_mlp.py", trial(512, 512, 512), [([1, 1, 28, 28], "float32")]),
]


def load(file):
    spec = importlib.util.spec_from_file_location(file.removesuffix(".py"), ROOT / "examples" / file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def measure(identity, file, expr, inputs):
    layers, starts = [], []
    with torch.device("meta"):
        model = eval(expr, vars(load(file)) | {"optuna": optuna}).eval()
        tensors = [torch.zeros(shape, dtype=getattr(torch, dtype)) for shape, dtype in inputs]
        counter = MacCounter()
        for path, module in model.named_modules():
            if any(module.children()):
                continue

            def before(module, args):
                starts.append(counter.macs)

            def after(module, args, output, path=path):
                seen = shape_of(args[0] if len(args) == 1 else list(args))
                params = sum(p.numel() for p in module.parameters())
                row = [path, type(module).__name__, seen, shape_of(output), params, counter.macs - starts.pop()]
                layers.append(row)

            module.register_forward_pre_hook(before)
            module.register_forward_hook(after)
        with counter, torch.no_grad():
            output = model(*tensors)
    return {
        "id": identity,
        "file": f"examples/{file}",
        "expr": expr,
        "class": type(model).__name__,
        "input_shape": [shape for shape, _ in inputs],
        "input_dtypes": [dtype for _, dtype in inputs],
        "output_shape": shape_of(output),
        "params": sum(p.numel() for p in model.parameters()),
        "trainable_params": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "macs": counter.macs,
        "macs_by_aten": counter.by_op,
        "mode": "eval",
        "layers": layers,
    }


def main():
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__.partition("+")[0],
        "torchvision": torchvision.__version__.partition("+")[0],
        "optuna": optuna.__version__,
    }
    write_models(OUT, versions, [measure(*case) for case in CASES])


if __name__ == "__main__":
    main()
