"""Calls every layer of cases/keras/ in real Keras and writes output shape, parameters and MACs.

    KERAS_BACKEND=torch python scripts/truth/keras_layers.py        (keras 3.12.4, torch 2.5.1)

A case is `expression  <-  input, input...`, written as in torch_ops.py. An expression whose value is a layer is
called on its input (on the list of them where there are several) in inference mode. A leading `!` marks a case
that must raise. Each case runs twice: on zeros, and on symbolic inputs whose batch size is None.
"""
import inspect
import json
import platform
import sys
from pathlib import Path

import keras
import numpy as np
import torch
from keras import layers

from keras_probe import count, mac_counter, outermost
from model_file import shape_of

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "test" / "truth" / "keras-layers.json"


def parse_input(text):
    shape, _, dtype = text.strip().partition(":")
    return [int(n) for n in shape.split("x")], dtype or "float32"


def invoke(layer, tensors):
    """The layer on its input, or on the list of its inputs, in inference mode."""
    given = tensors[0] if len(tensors) == 1 else tensors
    takes_training = "training" in inspect.signature(layer.call).parameters
    return layer(given, training=False) if takes_training else layer(given)


def evaluate(expr, tensors, counter):
    """The value of a case and the outermost layers that were called for it."""
    called = []
    with outermost(called, counter), counter:
        value = eval(expr, {"keras": keras, "layers": layers, **dict(zip("xyz", tensors))})
    if isinstance(value, keras.layers.Layer):
        layer = value
        # The first call builds the layer, and building may compute: only the second one is counted.
        invoke(layer, tensors)
        called.clear()
        with outermost(called, counter), counter:
            value = invoke(layer, tensors)
    return value, list({id(layer): layer for layer in called}.values())


def outcome(expr, inputs):
    keras.utils.clear_session()
    try:
        symbolic, _ = evaluate(expr, [keras.Input(shape[1:], dtype=dtype) for shape, dtype in inputs], mac_counter())
        tensors = [keras.ops.convert_to_tensor(np.zeros(shape, dtype)) for shape, dtype in inputs]
        counter = mac_counter()
        value, called = evaluate(expr, tensors, counter)
    except Exception as error:
        return {"raises": True, "error": type(error).__name__}, str(error)
    return {
        "output_shape": shape_of(value),
        "output_dtype": str(value.dtype).removeprefix("torch.") if hasattr(value, "dtype") else None,
        "symbolic_output_shape": shape_of(symbolic),
        "params": sum(count(layer.weights) for layer in called),
        "non_trainable_params": sum(count(layer.non_trainable_weights) for layer in called),
        "macs": counter.macs,
    }, ""


def main():
    cases, problems = [], []
    for path in sorted((HERE / "cases" / "keras").glob("*.txt")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            must_raise = line.startswith("! ")
            expr, _, inputs_text = line.removeprefix("! ").partition("  <-  ")
            inputs = [parse_input(part) for part in inputs_text.split(",")]
            found, message = outcome(expr, inputs)
            if must_raise != ("raises" in found):
                problems.append(f"{path.name}:{number} {line}: {found} {message[:400]}")
            shapes, dtypes = [shape for shape, _ in inputs], [dtype for _, dtype in inputs]
            cases.append({"id": f"{path.stem}/{number:03d}", "expr": expr, "inputs": shapes, "dtypes": dtypes, **found})
    versions = {"python": platform.python_version(), "keras": keras.__version__}
    versions["torch"] = torch.__version__.partition("+")[0]
    with OUT.open("w") as out:
        out.write('{"versions": ' + json.dumps(versions) + ',\n"cases": [\n')
        out.write(",\n".join(json.dumps(case) for case in cases))
        out.write("\n]}\n")
    for problem in problems:
        print("PROBLEM", problem)
    print(f"{len(cases)} cases to {OUT.name}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
