"""Draws configurations of every layer class of Keras and writes what real Keras makes of them.

    VENV/bin/python scripts/truth/keras_generated.py        (keras 3.12.4, torch 2.5.1, tensorflow 2.18)

The choices are in keras_choices.py, the seed is fixed. Of each class at least `LEAST` configurations that are valid and
at most one that raises are kept. Beside what keras_layers.py records, `open_output_shape` is the output's shape where all
axes but the channels are open. Layers of texts need TensorFlow and run in a process of their own.
"""
import inspect
import itertools
import json
import os
import platform
import random
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np
from keras import layers

from keras_choices import CALLS, CHOICES, LEFT_OUT
from keras_probe import count, mac_counter, outermost
from model_file import shape_of

OUT = Path(__file__).parent.parent.parent / "test" / "truth" / "keras-generated.json"
LEAST, DRAWS, SEED = 5, 60, 20240611
OF_TEXTS = ("StringLookup", "TextVectorization", "IntegerLookup", "Hashing", "HashedCrossing")


def classes():
    """The classes of the API page, each under its own name, aliases once."""
    found = {}
    for name in dir(layers):
        value = getattr(layers, name)
        if inspect.isclass(value) and issubclass(value, layers.Layer):
            own = name if value.__name__ not in dir(layers) else value.__name__
            found.setdefault(value, own)
    return sorted(found.values())


def parse(text):
    shape, _, dtype = text.partition(":")
    return [int(n) for n in shape.split("x")], dtype or "float32"


def draw(name, rng):
    if name in CALLS:
        inputs, holes, template = CALLS[name]
        given = rng.choice(inputs)
        expr = template.format(**{hole: rng.choice(values) for hole, values in holes.items()})
        return expr, [given] if isinstance(given, str) else given
    inputs, required, optional = CHOICES[name]
    given = rng.choice(inputs)
    arguments = {key: rng.choice(values) for key, values in required.items()}
    for key, values in optional.items():
        if rng.random() < 0.45:
            arguments[key] = rng.choice(values)
    written = ", ".join(f"{key}={value}" for key, value in arguments.items())
    return f"layers.{name}({written})", [given] if isinstance(given, str) else given


def filled(shape, dtype):
    if dtype == "string":
        import tensorflow as tf

        return tf.fill(shape, "a")
    return keras.ops.convert_to_tensor(np.zeros(shape, dtype))


def evaluate(expr, tensors, counter):
    called = []
    source, _, then = expr.partition("; ")
    names = {"keras": keras, "layers": layers, **dict(zip("xyz", tensors))}
    with outermost(called, counter), counter:
        value = eval(source, names)
        if then:
            value = eval(then, {**names, "layer": value})
    if isinstance(value, layers.Layer):
        layer, given = value, tensors[0] if len(tensors) == 1 else tensors
        takes_training = "training" in inspect.signature(layer.call).parameters

        def run():
            return layer(given, training=False) if takes_training else layer(given)

        run()
        called.clear()
        with outermost(called, counter), counter:
            value = run()
    return value, list({id(layer): layer for layer in called}.values())


def shapes_of(value):
    found = [list(leaf.shape) for leaf in keras.tree.flatten(value)]
    return found[0] if len(found) == 1 else found


def opened(expr, shape):
    """The shape with every axis open but that of the channels."""
    kept = 1 if "channels_first" in expr or "axis=1" in expr else len(shape) - 1
    return [None if axis == 0 or axis != kept else size for axis, size in enumerate(shape)]


def symbolic(expr, inputs, counter, shape_for):
    tensors = [keras.Input(batch_shape=shape_for(shape), dtype=dtype) for shape, dtype in inputs]
    return shapes_of(evaluate(expr, tensors, counter)[0])


def raised(run):
    """What it returns and the name of what it raises."""
    try:
        return run(), None
    except Exception as error:
        return None, type(error).__name__


def outcome(expr, inputs):
    """None where only the backend raises: another one would not."""
    keras.utils.clear_session()
    closed, refused = raised(lambda: symbolic(expr, inputs, mac_counter(), lambda shape: [None, *shape[1:]]))
    counter = mac_counter()
    ran, failed = raised(lambda: evaluate(expr, [filled(*one) for one in inputs], counter))
    if refused and failed:
        return {"raises": True, "error": failed}
    if refused or failed:
        return None
    value, called = ran
    shape = shapes_of(value)
    try:
        loose = symbolic(expr, inputs, mac_counter(), lambda shape: opened(expr, shape))
    except Exception:
        loose = None
    return {
        "output_shape": shape,
        # Encodings are declared as floats and are integers in TensorFlow.
        "output_dtype": None if texts_only() or not hasattr(value, "dtype") else keras.backend.standardize_dtype(value.dtype),
        "symbolic_output_shape": closed,
        "open_output_shape": loose,
        "params": sum(count(layer.weights) for layer in called),
        "non_trainable_params": sum(count(layer.non_trainable_weights) for layer in called),
        "macs": getattr(counter, "macs", None),
    }


def cases_of(name):
    rng = random.Random(f"{SEED}/{name}")
    seen, valid, raising = set(), [], []
    for _ in range(DRAWS):
        expr, inputs = draw(name, rng)
        if (expr, tuple(inputs)) in seen:
            continue
        seen.add((expr, tuple(inputs)))
        parsed = [parse(text) for text in inputs]
        found = outcome(expr, parsed)
        if found is None:
            continue
        case = {"expr": expr, "inputs": [shape for shape, _ in parsed], "dtypes": [dtype for _, dtype in parsed], **found}
        (raising if "raises" in found else valid).append(case)
        if len(valid) == LEAST:
            break
    kept = [*valid, *raising[:1]]
    return [{"id": f"{name}/{number}", **case} for number, case in enumerate(kept)], len(valid)


def collect(names):
    cases, few = [], []
    for name in names:
        found, valid = cases_of(name)
        cases += found
        if valid < 3:
            few.append(f"{name}: only {valid} valid configurations: {found[-1:]}")
    return cases, few


def texts_only():
    return sys.argv[1:] == ["texts"]


def main():
    if texts_only():
        print(json.dumps(collect([name for name in classes() if name in OF_TEXTS])))
        return 0
    wanted = [name for name in classes() if name not in LEFT_OUT and name not in OF_TEXTS]
    cases, problems = collect(wanted)
    child = [sys.executable, __file__, "texts"]
    texts = subprocess.run(child, env={**os.environ, "KERAS_BACKEND": "tensorflow"}, capture_output=True, text=True, check=True)
    more, few = json.loads(texts.stdout.splitlines()[-1])
    cases, problems = sorted([*cases, *more], key=lambda case: case["id"]), [*problems, *few]
    versions = {"python": platform.python_version(), "keras": keras.__version__}
    with OUT.open("w") as out:
        out.write('{"versions": ' + json.dumps(versions) + f',\n"left_out": {json.dumps(LEFT_OUT)},\n"cases": [\n')
        out.write(",\n".join(json.dumps(case) for case in cases))
        out.write("\n]}\n")
    for problem in problems:
        print("PROBLEM", problem)
    kinds = len(list(itertools.groupby(cases, lambda case: case["id"].split("/")[0])))
    print(f"{len(cases)} cases of {kinds} classes to {OUT.name}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
