"""Runs models of Hugging Face's transformers and writes their parameters, MACs and every leaf layer's shapes.

    python scripts/truth/transformers_models.py        (torch 2.5.1 CPU, transformers 4.48.3)

One case per line of cases/transformers/models.txt: `expression  <-  inputs`, an input being `shape`, `shape:dtype`
or `name=shape:dtype`. Models are built from their configuration classes and run as these say (attention: whatever
`attn_implementation` is chosen by default), in eval mode, on the CPU and with arbitrary weights. Those marked `*`
are too large for that: they are built on the meta device, for their parameters alone (`macs` is null).
"""
import platform
import re
import sys
from pathlib import Path

import torch
import transformers

from mac_counter import MacCounter
from model_file import shape_of, write_models

HERE = Path(__file__).parent
CASES = HERE / "cases" / "transformers" / "models.txt"
OUT = HERE.parent.parent / "test" / "truth" / "transformers.json"


def read_case(line):
    is_huge = line.startswith("*")
    expr, _, spec = line.lstrip("* ").partition("<-")
    inputs = []
    for part in filter(None, (part.strip() for part in spec.split(","))):
        found = re.fullmatch(r"(?:(\w+)=)?([\dx]+)(?::(\w+))?", part)
        shape = [int(size) for size in found[2].split("x")]
        inputs.append((found[1], shape, found[3] or "float32"))
    return expr.strip(), inputs, is_huge


def tensor(shape, dtype):
    kind = getattr(torch, dtype)
    return torch.ones(shape, dtype=kind) if kind == torch.int64 else torch.zeros(shape, dtype=kind)


def watch(model, counter):
    """Fills the list it returns with the leaf modules that are called; like calls of one module share a row."""
    rows, known, starts = [], {}, []
    for path, module in model.named_modules():
        if any(module.children()):
            continue

        def before(module, args, kwargs):
            starts.append(counter.macs)

        def after(module, args, kwargs, output, path=path):
            given = list(args) or list(kwargs.values())
            seen = shape_of(given[0] if len(given) == 1 else given)
            params = sum(p.numel() for p in module.parameters())
            macs = counter.macs - starts.pop()
            row = known.get((path, str(seen), str(shape_of(output))))
            if row is None:
                row = [path, type(module).__name__, seen, shape_of(output), params, 0]
                known[path, str(seen), str(shape_of(output))] = row
                rows.append(row)
            row[-1] += macs

        module.register_forward_pre_hook(before, with_kwargs=True)
        module.register_forward_hook(after, with_kwargs=True)
    return rows


def outputs_of(output):
    """The tensors of a result by their names; caches and lists of tensors are left out."""
    items = output.items() if isinstance(output, dict) else [("", output)]
    return {name: shape_of(value) for name, value in items if isinstance(value, torch.Tensor)}


def measure(line):
    expr, inputs, is_huge = read_case(line)
    scope = {name: getattr(transformers, name) for name in re.findall(r"\b[A-Z]\w+", expr) if hasattr(transformers, name)}
    with torch.device("meta" if is_huge else "cpu"):
        model = eval(expr, scope).eval()
    source = sys.modules[type(model).__module__].__file__
    counter = MacCounter()
    rows, outputs = watch(model, counter), {}
    if not is_huge:
        positional = [tensor(shape, dtype) for name, shape, dtype in inputs if name is None]
        keywords = {name: tensor(shape, dtype) for name, shape, dtype in inputs if name is not None}
        with counter, torch.no_grad():
            outputs = outputs_of(model(*positional, **keywords))
    builder, _, args = expr.partition("(")
    return {
        "id": expr,
        "file": "transformers/" + source.rpartition("/transformers/")[2],
        "builder": builder,
        "args": args.removesuffix(")"),
        "input_shape": [shape for _, shape, _ in inputs],
        "input_names": [name for name, _, _ in inputs],
        "input_dtypes": [dtype for _, _, dtype in inputs],
        "output_shape": next(iter(outputs.values()), None),
        "outputs": outputs,
        "params": sum(p.numel() for p in model.parameters()),
        "trainable_params": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "macs": None if is_huge else counter.macs,
        "macs_by_aten": counter.by_op,
        "attention": model.config._attn_implementation,
        "mode": "eval",
        "layers": rows,
    }


def main():
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__.partition("+")[0],
        "transformers": transformers.__version__,
    }
    given = sys.argv[1:]
    cases, out = (Path(given[0]), Path(given[1])) if given else (CASES, OUT)
    lines = [line.strip() for line in cases.read_text().splitlines()]
    models = []
    for line in lines:
        if line == "" or line.startswith("#"):
            continue
        try:
            models.append(measure(line))
        except Exception as error:
            print(f"{line}: {type(error).__name__}: {error}", file=sys.stderr)
            if not given:
                raise
    write_models(out, versions, models)


if __name__ == "__main__":
    main()
