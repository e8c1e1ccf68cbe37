"""Records every leaf layer that a real Keras model calls: path, shapes, parameters and (torch backend) MACs."""
import contextlib

import keras
import numpy as np

from model_file import shape_of


def mac_counter():
    """Counts MACs where the backend is PyTorch; other backends give none."""
    if keras.backend.backend() != "torch":
        return contextlib.nullcontext()
    from mac_counter import MacCounter

    return MacCounter()


def tensors_of(shapes, dtypes):
    return [keras.ops.convert_to_tensor(np.zeros(shape, dtype)) for shape, dtype in zip(shapes, dtypes)]


def sub_layers(layer):
    """The layers directly inside `layer`, lists and wrappers included."""
    return [inner for inner in layer._layers if isinstance(inner, keras.layers.Layer)]


def count(variables):
    return int(sum(np.prod(v.shape) for v in variables))


class Recorder:
    """Follows the calls of layers: their nesting, and what of the counted work belongs to them."""

    def __init__(self, counter):
        self.counter, self.stack, self.cell_calls = counter, [], {}

    def enter(self, layer):
        self.stack.append(layer)
        if isinstance(layer, keras.layers.RNN):
            self.cell_calls[layer] = 0
        return getattr(self.counter, "macs", None), dict(getattr(self.counter, "by_op", {}))

    def leave(self, before):
        """What a backend does only to learn shapes is not counted.

        It runs the first time step of a recurrent layer once more, and may run single cells of a stack.
        """
        layer = self.stack.pop()
        owner = self.stack[-1] if self.stack else None
        if isinstance(owner, keras.layers.RNN) and before[0] is not None:
            is_step = layer is owner.cell
            self.cell_calls[owner] += is_step
            if not is_step or (self.cell_calls[owner] == 1 and not owner.unroll):
                self.counter.macs, self.counter.by_op = before

    def inside_rnn(self):
        return any(isinstance(outer, keras.layers.RNN) for outer in self.stack)


@contextlib.contextmanager
def watched(wrapper):
    """Puts `wrapper(original, layer, args, kwargs)` in place of every layer's call."""
    original = keras.layers.Layer.__call__

    def call(self, *args, **kwargs):
        return wrapper(original, self, args, kwargs)

    keras.layers.Layer.__call__ = call
    try:
        yield
    finally:
        keras.layers.Layer.__call__ = original


def probe(model, inputs):
    """One call in inference mode; returns its output, the rows of leaf layers in call order, and the MACs.

    A recurrent layer is one row: its cell runs once per time step.
    """
    rows = []
    counter = mac_counter()
    recorder = Recorder(counter)

    def record(original, layer, args, kwargs):
        # The input is read first: a layer may be handed a list that it changes.
        seen, before = shape_of(args[0]) if args else None, recorder.enter(layer)
        output = original(layer, *args, **kwargs)
        recorder.leave(before)
        leaf = isinstance(layer, keras.layers.RNN) or not (sub_layers(layer) or isinstance(layer, keras.Model))
        if leaf and not recorder.inside_rnn():
            spent = None if before[0] is None else counter.macs - before[0]
            path = "/".join(outer.name for outer in [*recorder.stack, layer][1:])
            rows.append([path, type(layer).__name__, seen, shape_of(output), count(layer.weights), spent])
        return output

    model(*inputs)  # builds every variable, so that only a plain forward pass is recorded
    with watched(record), counter:
        output = model(*inputs, training=False)
    return output, rows, counter


@contextlib.contextmanager
def outermost(called, counter):
    """Collects in `called` the layers that are called from outside any other layer."""
    recorder = Recorder(counter)

    def record(original, layer, args, kwargs):
        if not recorder.stack:
            called.append(layer)
        before = recorder.enter(layer)
        output = original(layer, *args, **kwargs)
        recorder.leave(before)
        return output

    with watched(record):
        yield
