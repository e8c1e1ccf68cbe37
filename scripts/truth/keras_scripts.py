"""Builds the models of test/corpus/keras in real Keras and writes parameters, MACs and layer shapes.

    VENV/bin/python scripts/truth/keras_scripts.py [NAME...]   (keras 3.12.4, torch 2.5.1, tensorflow-cpu 2.18.1)

As examples_keras.py does it: on the PyTorch backend, where multiplications can be counted, then on TensorFlow, and both
must agree. With names only these are run anew. Texts exist in TensorFlow only: such models have no `macs`. A case is a script, an expression of its names,
and its inputs as `1x28x28x1:dtype`, in a dictionary where the model wants one.
"""
import contextlib
import importlib.util
import io
import itertools
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "test" / "corpus"
OUT = ROOT / "test" / "truth" / "keras-scripts.json"

CASES = [line.split(" | ") for line in (Path(__file__).parent / "cases" / "keras-scripts.txt").read_text().splitlines() if line]
# Strings are no tensors of PyTorch.
OF_TEXTS = ("structured/classification_from_scratch", "structured/wide_deep_cross")

# Sums over the edges of a graph corrupt TensorFlow's memory.
NOT_ON_TENSORFLOW = ("timeseries/traffic_graph_lstm",)


def load(name):
    spec = importlib.util.spec_from_file_location(name.replace("/", "_"), CORPUS / "keras" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    with contextlib.redirect_stdout(io.StringIO()):
        spec.loader.exec_module(module)
    return module


def parse(text):
    name, _, rest = text.rpartition("=")
    shape, _, dtype = rest.partition(":")
    return name or None, [int(n) for n in shape.split("x")], dtype or "float32"


def tensor(shape, dtype):
    import keras
    import numpy as np

    if dtype == "string":
        import tensorflow as tf

        return tf.fill(shape, "a")
    return keras.ops.convert_to_tensor(np.zeros(shape, dtype))


def measure(name, scope, expr, inputs):
    from keras_probe import count, probe
    from model_file import shape_of

    parsed = [parse(text) for text in inputs.split(", ")]
    tensors = [tensor(shape, dtype) for _, shape, dtype in parsed]
    names = [each for each, _, _ in parsed]
    model = eval(expr, vars(scope))
    if names[0] is not None:
        given = [dict(zip(names, tensors))]
    else:
        given = tensors if len(tensors) == 1 else [tensors]
    output, layers, counter = probe(model, given)
    return {
        "id": f"{name}/{expr}",
        "file": f"keras/{name}.py",
        "expr": expr,
        "builder": expr,
        "args": "",
        "class": type(model).__name__,
        "input_shape": [shape for _, shape, _ in parsed],
        "input_dtypes": [dtype for _, _, dtype in parsed],
        **({} if names[0] is None else {"input_names": names}),
        "output_shape": shape_of(output),
        "params": model.count_params(),
        "trainable_params": count(model.trainable_weights),
        "macs": getattr(counter, "macs", None),
        "mode": "eval",
        "layers": layers,
    }


def measure_all(wanted):
    import keras
    import keras_stubs

    keras_stubs.install(with_tensorflow=True)
    models, loaded = [], {}
    left_out = OF_TEXTS if keras.backend.backend() == "torch" else NOT_ON_TENSORFLOW
    for name, expr, inputs in CASES:
        if name not in wanted or name in left_out:
            continue
        try:
            if name not in loaded:
                keras.utils.clear_session()
                keras.config.set_dtype_policy("float32")
                loaded[name] = load(name)
            models.append(measure(name, loaded[name], expr, inputs))
        except Exception as error:
            print(f"PROBLEM {name} {expr}: {error!r}"[:2000], file=sys.stderr)
    return models


def on_backend(backend, wanted):
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, __file__, "--print", *wanted]
    # TensorFlow may fail in taking itself down when all is said: only what it printed counts.
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    if not done.stdout:
        print(f"PROBLEM {backend} did not survive {wanted}")
        return {}
    return {model["id"]: model for model in json.loads(done.stdout.splitlines()[-1])}


def without_macs(model):
    return {**model, "macs": None, "layers": [row[:5] for row in model["layers"]]}


def differences(ours, theirs):
    rows = [pair for pair in zip(ours["layers"], theirs["layers"]) if pair[0] != pair[1]]
    return [key for key in ours if ours[key] != theirs[key]], rows[:3]


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--print"]
    wanted = arguments or list(dict.fromkeys(name for name, _, _ in CASES))
    if "--print" in sys.argv:
        print(json.dumps(measure_all(wanted)), flush=True)
        return
    from importlib.metadata import version

    from model_file import write_models

    counted, compared = {}, {}
    # A process for each folder: TensorFlow does not survive everything.
    for _, folder in itertools.groupby(wanted, lambda name: name.split("/")[0]):
        names = list(folder)
        counted |= on_backend("torch", names)
        compared |= on_backend("tensorflow", names)
    for identity, theirs in compared.items():
        ours = counted.setdefault(identity, theirs)
        if without_macs(ours) != without_macs(theirs):
            print(f"PROBLEM backends differ on {identity}: {differences(without_macs(ours), without_macs(theirs))}")
    versions = {"python": platform.python_version(), "keras": version("keras"), "torch": version("torch").partition("+")[0]}
    versions["tensorflow"] = version("tensorflow-cpu")
    known = {model["id"]: model for model in json.loads(OUT.read_text())["models"]} if arguments else {}
    write_models(OUT, versions, list((known | counted).values()))


if __name__ == "__main__":
    main()
