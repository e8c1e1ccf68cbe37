"""Runs a model once and counts it: parameters, MACs, and every leaf layer with its shapes."""
import torch

from mac_counter import MacCounter
from model_file import shape_of


def count_model(model, *inputs):
    """The figures of a row of a truth file. Equal calls of a layer, by input and output shape, are one row."""
    rows, starts = {}, []
    counter = MacCounter()
    hooks = []
    for path, module in model.named_modules():
        if any(module.children()):
            continue

        def before(module, args):
            starts.append(counter.macs)

        def after(module, args, output, path=path):
            seen = shape_of(args[0] if len(args) == 1 else list(args))
            macs = counter.macs - starts.pop()
            key = (path, str(seen), str(shape_of(output)))
            params = sum(p.numel() for p in module.parameters())
            row = rows.setdefault(key, [path, type(module).__name__, seen, shape_of(output), params, 0])
            row[-1] += macs

        hooks += [module.register_forward_pre_hook(before), module.register_forward_hook(after)]
    with counter, torch.no_grad():
        output = model(*inputs)
    for hook in hooks:
        hook.remove()
    return {
        "class": type(model).__name__,
        "input_shape": [shape_of(one) for one in inputs],
        "output_shape": shape_of(output),
        "params": sum(p.numel() for p in model.parameters()),
        "trainable_params": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "macs": counter.macs,
        "macs_by_aten": counter.by_op,
        "mode": "training" if model.training else "eval",
        "layers": list(rows.values()),
    }
