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


def probe(model, inputs):
    """One call in inference mode; returns its output, the rows of leaf layers in call order, and the MACs.

    A recurrent layer is one row: its cell runs once per time step.
    """
    rows, stack, cell_calls = [], [], {}
    original = keras.layers.Layer.__call__
    counter = mac_counter()

    def macs():
        return getattr(counter, "macs", None)

    def call(self, *args, **kwargs):
        stack.append(self)
        inside_rnn = any(isinstance(outer, keras.layers.RNN) for outer in stack[:-1])
        # The input is read first: a layer may be handed a list that it changes.
        seen, before = shape_of(args[0]) if args else None, macs()
        by_op = dict(getattr(counter, "by_op", {}))
        if isinstance(self, keras.layers.RNN):
            cell_calls[self] = 0
        output = original(self, *args, **kwargs)
        stack.pop()
        if stack and isinstance(stack[-1], keras.layers.RNN) and before is not None:
            cell_calls[stack[-1]] += 1
            if cell_calls[stack[-1]] == 1 and not stack[-1].unroll:
                # The backend runs the first step once more, only to learn the shape of its output.
                counter.macs, counter.by_op = before, by_op
        leaf = isinstance(self, keras.layers.RNN) or not (sub_layers(self) or isinstance(self, keras.Model))
        if leaf and not inside_rnn:
            spent = None if before is None else macs() - before
            path = "/".join(layer.name for layer in [*stack, self][1:])
            rows.append([path, type(self).__name__, seen, shape_of(output), count(self.weights), spent])
        return output

    model(*inputs)  # builds every variable, so that only a plain forward pass is recorded
    keras.layers.Layer.__call__ = call
    try:
        with counter:
            output = model(*inputs, training=False)
    finally:
        keras.layers.Layer.__call__ = original
    return output, rows, counter
