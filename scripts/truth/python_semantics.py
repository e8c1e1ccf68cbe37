"""Runs every Python cell of cases/python/ in CPython and writes what each one gives.

    python3 scripts/truth/python_semantics.py

A cell (`# %%`) either assigns `result` or raises. Cells run in a fresh module namespace, in a fresh
interpreter hash seed, so nothing in them may depend on addresses or on the order of string sets.
"""
import contextlib
import io
import json
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "test" / "truth" / "python-semantics.json"


def run(code: str) -> dict:
    scope = {"__name__": "cell"}
    sys.modules["cell"] = type(sys)("cell")
    sys.modules["cell"].__dict__.update(scope)
    scope = sys.modules["cell"].__dict__
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, "<cell>", "exec"), scope)
    except SyntaxError:
        raise
    except BaseException as error:
        return {"raises": type(error).__name__}
    return {"repr": repr(scope["result"])}


def main() -> None:
    cases = []
    for path in sorted((HERE / "cases" / "python").glob("*.py")):
        cells = [cell.strip("\n") for cell in path.read_text().split("# %%\n")]
        for index, code in enumerate([cell for cell in cells if cell.strip()], 1):
            cases.append({"id": f"{path.stem}/{index:03d}", "code": code, **run(code)})
    with OUT.open("w") as out:
        out.write('{"versions": ' + json.dumps({"python": platform.python_version()}) + ',\n"cases": [\n')
        out.write(",\n".join(json.dumps(case, ensure_ascii=False) for case in cases))
        out.write("\n]}\n")
    raised = sum("raises" in case for case in cases)
    print(f"{len(cases)} cases, {raised} of them raise, to {OUT.name}")


if __name__ == "__main__":
    main()
