"""Counts the well-known models of src/catalog/pretrained.json again: parameters and MACs of one sample.

    python scripts/truth/pretrained_models.py [ID…]        (torch 2.5.1 CPU, transformers 4.48.3)

Models are built from their configurations on the meta device. Where a forward pass needs values, as recurrent models'
do, two of one and two layers run on the CPU instead, and the layers beyond are counted like the second.
"""
import contextlib
import json
import sys
from pathlib import Path

import torch
import transformers

from mac_counter import MacCounter

CATALOG = Path(__file__).parent.parent.parent / "src" / "catalog" / "pretrained.json"
DEPTHS = {"bloom": "n_layer"}


def build(row, **changes):
    config = {**row["config"], **changes}
    config = transformers.AutoConfig.for_model(config.pop("model_type"), **config)
    return getattr(transformers, row["architecture"])(config).eval()


def macs_of(model, row):
    kinds = {name: torch.int64 if name.endswith("input_ids") else torch.float32 for name in row["inputs"]}
    inputs = {name: torch.ones(shape, dtype=kinds[name]) for name, shape in row["inputs"].items()}
    counter = MacCounter()
    with counter, torch.no_grad():
        model(**inputs)
    return counter.macs


def count(row):
    # There is no automatic mixed precision on the meta device; it changes no count.
    torch.autocast = lambda *args, **kwargs: contextlib.nullcontext()
    try:
        with torch.device("meta"):
            model = build(row)
            params = sum(parameter.numel() for parameter in model.parameters())
            return params, macs_of(model, row)
    except (RuntimeError, NotImplementedError) as error:
        print(f"{row['id']}: {str(error)[:90]}", file=sys.stderr)
    if len(row["inputs"]) == 1:
        depth = DEPTHS.get(row["config"]["model_type"], "num_hidden_layers")
        with contextlib.suppress(TypeError, AttributeError, AssertionError, ValueError):
            with torch.device("meta"):
                whole = build(row)
            layers = whole.config.num_hidden_layers
            one, two = (macs_of(build(row, **{depth: n}), row) for n in (1, 2))
            return sum(parameter.numel() for parameter in whole.parameters()), one + (layers - 1) * (two - one)
    model = build(row)
    return sum(parameter.numel() for parameter in model.parameters()), macs_of(model, row)


def main():
    table = json.loads(CATALOG.read_text())
    for row in table["models"]:
        if len(sys.argv) > 1 and row["id"] not in sys.argv[1:]:
            continue
        params, macs = count(row)
        note = "" if (params, macs) == (row["params"], row["macs"]) else f"  WAS {row['params']:,}, {row['macs']:,}"
        print(f"{row['id']}: {params:,} parameters, {macs:,} MACs{note}", flush=True)
        row.update(params=params, macs=macs)
    CATALOG.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
