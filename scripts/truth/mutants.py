"""Runs mutants that the analyser calls exact with PyTorch, and tells which of them it does not count the same.

    npm run fuzz && python scripts/truth/mutants.py out/fuzz.json [HOW MANY]     (torch 2.5.1 CPU)

A mutant that raises must not be exact. One that does not parse is left out: what is broken elsewhere in a file that
is being edited does not concern a model. Each runs in a process of its own, on a copy of its package.
"""
import ast
import importlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import torch
import torch.nn.functional  # noqa: F401  what every mutant needs, imported once
import torch.utils.data  # noqa: F401

import research_models

LIMIT_SECONDS = 60


def zeros(shape, dtype):
    if shape and isinstance(shape[0], list):
        return [zeros(one, dtype[i] if isinstance(dtype, list) else dtype) for i, one in enumerate(shape)]
    return torch.zeros(shape, dtype=getattr(torch, dtype or "float32"))


def run(mutant):
    root, path = Path(mutant["root"]), Path(mutant["path"])
    inside = path.relative_to(root)
    with tempfile.TemporaryDirectory() as folder:
        top = inside.parts[0]
        if (root / top).is_dir():
            shutil.copytree(root / top, Path(folder) / top)
        else:
            shutil.copytree(root, folder, dirs_exist_ok=True)
        (Path(folder) / inside).write_text(mutant["text"])
        sys.path.insert(0, folder)
        sys.dont_write_bytecode = True
        os.chdir(folder)
        sys.argv[1:] = []
        name = mutant["module"] or ".".join(inside.with_suffix("").parts)
        module = importlib.import_module(name)
        research_models.load = lambda file: module
        dtypes = mutant["dtypes"]
        research_models.zeros = lambda spec: zeros(*spec)
        specs = [(shape, dtypes[i] if i < len(dtypes) else None) for i, shape in enumerate(mutant["inputs"])]
        return research_models.measure(mutant["id"], str(inside), mutant["builder"], mutant["args"], specs)


def differences(mutant):
    try:
        truth = run(mutant)
    except Exception as error:
        return [f"raises {type(error).__name__}: {str(error)[:200]}"]
    pairs = {"params": "params", "trainable": "trainable_params", "macs": "macs"}
    return [f"{ours}: {mutant[ours]}, true is {truth[key]}" for ours, key in pairs.items() if mutant[ours] != truth[key]]


def parses(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def in_process(mutant):
    """The differences, found by a child that is ended after a while."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(LIMIT_SECONDS)
        os.close(read)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.write(write, json.dumps(differences(mutant)).encode()[:60000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answers:
        answer = answers.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else None


def main():
    torch.set_num_threads(1)
    mutants = [mutant for mutant in json.loads(Path(sys.argv[1]).read_text()) if parses(mutant["text"])]
    random.Random(0).shuffle(mutants)
    wrong = unanswered = 0
    wanted = mutants[: int(sys.argv[2]) if len(sys.argv) > 2 else len(mutants)]
    for mutant in wanted:
        found = in_process(mutant)
        if found is None:
            unanswered += 1
        elif found:
            wrong += 1
            print(f"WRONG {mutant['number']} {mutant['id']} ({', '.join(mutant['mutations'])}): {'; '.join(found)}")
    print(f"{len(wanted)} mutants run, {wrong} wrong, {unanswered} not finished")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
