"""Builds the models of the Keras examples in real Keras and writes parameters, MACs and layer shapes.

    python scripts/truth/examples_keras.py   (keras 3.12.4, keras-tuner 1.4.7, torch 2.5.1, tensorflow-cpu 2.18.1)

Runs once on the PyTorch backend, where the multiply-accumulates can be counted, and once on TensorFlow; parameters and
shapes must agree. Without TensorFlow that comparison is left out and the file says so. Batch 1, inference mode.
"""
import importlib.util
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OUT = ROOT / "test" / "truth" / "examples-keras.json"

CASES = [
    ("keras_mnist/model", "keras_mnist.py", "model", ([1, 28, 28, 1], "float32"), None),
    ("keras_functional_resnet/depth3", "keras_functional_resnet.py", "build_model()", ([1, 32, 32, 3], "float32"), None),
    ("keras_functional_resnet/depth9", "keras_functional_resnet.py", "build_model(depth=9)", ([1, 32, 32, 3], "float32"), None),
    ("keras_subclassed/FashionNet", "keras_subclassed.py", "model", ([1, 28, 28, 1], "float32"), None),
    ("keras_lstm_text/model", "keras_lstm_text.py", "model", ([1, 200], "int32"), None),
    ("keras_tuner_search/default", "keras_tuner_search.py", "build_model(kt.HyperParameters())", ([1, 28, 28, 1], "float32"), None),
    (
        "keras_tuner_search/shallow",
        "keras_tuner_search.py",
        "build_model(hp)",
        ([1, 28, 28, 1], "float32"),
        {"conv_layers": 1, "filters_0": 64, "units": 256, "dropout": True, "lr": 0.001},
    ),
    (
        "keras_tuner_search/deep",
        "keras_tuner_search.py",
        "build_model(hp)",
        ([1, 28, 28, 1], "float32"),
        {"conv_layers": 3, "filters_0": 64, "filters_1": 64, "filters_2": 64, "units": 256, "dropout": False, "lr": 0.001},
    ),
]


def hyperparameters(values):
    """Hyper-parameters that give these values and no others."""
    import keras_tuner

    hp = keras_tuner.HyperParameters()
    for name, value in values.items():
        hp.Fixed(name, value)
    return hp


def load(file):
    spec = importlib.util.spec_from_file_location(file.removesuffix(".py"), ROOT / "examples" / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(identity, file, expr, entry, hp_values):
    import keras

    from keras_probe import count, probe, tensors_of
    from model_file import shape_of

    shape, dtype = entry
    keras.utils.clear_session()
    scope = vars(load(file))
    if hp_values is not None:
        scope["hp"] = hyperparameters(hp_values)
    model = eval(expr, scope)
    output, layers, counter = probe(model, tensors_of([shape], [dtype]))
    return {
        "id": identity,
        "file": f"examples/{file}",
        "expr": expr,
        **({} if hp_values is None else {"hp": hp_values}),
        "class": type(model).__name__,
        "input_shape": [shape],
        "input_dtypes": [dtype],
        "output_shape": shape_of(output),
        "params": model.count_params(),
        "trainable_params": count(model.trainable_weights),
        "macs": getattr(counter, "macs", None),
        "macs_by_aten": getattr(counter, "by_op", None),
        "mode": "eval",
        "layers": layers,
    }


def measure_all():
    import keras_stubs

    keras_stubs.install()
    return [measure(*case) for case in CASES]


def on_backend(backend):
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run([sys.executable, __file__, "--print"], env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def without_macs(model):
    keep = {key: value for key, value in model.items() if not key.startswith("macs")}
    return keep | {"layers": [row[:5] for row in model["layers"]]}


def main():
    if "--print" in sys.argv:
        print(json.dumps(measure_all()))
        return
    from importlib.metadata import version

    from model_file import write_models

    models = on_backend("torch")
    versions = {"python": platform.python_version(), "keras": version("keras"), "keras-tuner": version("keras-tuner")}
    versions["torch"] = version("torch").partition("+")[0]
    if importlib.util.find_spec("tensorflow"):
        for ours, theirs in zip(models, on_backend("tensorflow"), strict=True):
            if without_macs(ours) != without_macs(theirs):
                raise SystemExit(f"backends differ on {ours['id']}:\n{without_macs(ours)}\n{without_macs(theirs)}")
        versions["tensorflow"] = version("tensorflow-cpu")
    else:
        versions["tensorflow"] = "not compared"
    write_models(OUT, versions, models)


if __name__ == "__main__":
    main()
