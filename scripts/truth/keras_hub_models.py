"""Builds backbones of keras_hub from the arguments of their constructors and writes parameters, MACs and layer shapes.

    KERAS_BACKEND=torch VENV/bin/python scripts/truth/keras_hub_models.py   (keras-hub 0.21.1, keras 3.12.4, torch 2.5.1)

A line of cases/keras-hub.txt is `class | arguments | inputs`, the inputs in a dictionary where they have names.
"""
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import keras_hub
import numpy as np

from keras_probe import count, probe
from model_file import shape_of, write_models

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "test" / "truth" / "keras-hub.json"


def parse(text):
    name, _, rest = text.rpartition("=")
    shape, _, dtype = rest.partition(":")
    return name or None, [int(n) for n in shape.split("x")], dtype or "float32"


def measure(name, arguments, inputs):
    keras.utils.clear_session()
    parsed = [parse(text) for text in inputs.split(", ")]
    tensors = [keras.ops.convert_to_tensor(np.ones(shape, dtype)) for _, shape, dtype in parsed]
    names = [each for each, _, _ in parsed]
    model = eval(f"keras_hub.models.{name}({arguments})")
    given = tensors if names[0] is None else [dict(zip(names, tensors))]
    output, layers, counter = probe(model, given)
    return {
        "id": f"keras_hub/{name}",
        "file": "keras_hub/models/__init__.py",
        "builder": name,
        "args": arguments,
        "input_shape": [shape for _, shape, _ in parsed],
        "input_dtypes": [dtype for _, _, dtype in parsed],
        **({} if names[0] is None else {"input_names": names}),
        "output_shape": shape_of(output),
        "params": model.count_params(),
        "trainable_params": count(model.trainable_weights),
        "macs": counter.macs,
        "mode": "eval",
        "layers": layers,
    }


def main():
    models = []
    for line in (HERE / "cases" / "keras-hub.txt").read_text().splitlines():
        name, arguments, inputs = line.split(" | ")
        try:
            models.append(measure(name, arguments, inputs))
        except Exception as error:
            print(f"PROBLEM {name}: {error!r}"[:600], file=sys.stderr)
    versions = {"python": platform.python_version(), "keras": keras.__version__, "torch": version("torch").partition("+")[0]}
    write_models(OUT, {**versions, "keras-hub": keras_hub.__version__}, models)


if __name__ == "__main__":
    main()
