"""The shape of the truth files of models: a header and one line per model."""
import json

LAYER_COLUMNS = ["path", "type", "input_shape", "output_shape", "params", "macs"]


def shape_of(value):
    """The shape of a tensor, the shapes of a tuple or list of tensors, null for anything else."""
    if hasattr(value, "shape"):
        return [None if n is None else int(n) for n in value.shape]
    if isinstance(value, dict):
        return {key: shape_of(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [shape_of(item) for item in value]
    return None


def write_models(path, versions, models):
    with path.open("w") as out:
        out.write('{"versions": ' + json.dumps(versions) + ',\n"layer_columns": ' + json.dumps(LAYER_COLUMNS))
        out.write(',\n"models": [\n')
        out.write(",\n".join(json.dumps(model, separators=(",", ":")) for model in models))
        out.write("\n]}\n")
    for model in models:
        macs = "uncounted" if model["macs"] is None else f"{model['macs']:,}"
        print(f"{model['id']}: {model['params']:,} parameters, {macs} MACs, {len(model['layers'])} layers")
