"""What keeps a file readable: its length, its functions' length and parameters, and one meaning per class name."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mindie_tui"
FILE, FUNCTION, PARAMETERS = 400, 50, 6
SINCE = {"function": "In one piece, since", "parameters": "Many parameters, since"}
"""How a docstring begins the sentence that gives the reason for a long function, or for its parameters."""


def reasoned(function: ast.FunctionDef | ast.AsyncFunctionDef, kind: str) -> bool:
    return SINCE[kind] in " ".join((ast.get_docstring(function) or "").split())


def of_a_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    lines = (function.end_lineno or 0) - function.lineno + 1
    if lines > FUNCTION and not reasoned(function, "function"):
        yield "function"
    if len(names) - (names[:1] in (["self"], ["cls"])) > PARAMETERS and not reasoned(function, "parameters"):
        yield "parameters"


def found() -> set[str]:
    """Every module, function and class name of the package that is over its limit, as `kind path name`."""
    large, classes = set(), defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if "chinese" in path.parts:
            continue  # a table, until it is a catalogue
        name, text = str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")
        if text.count("\n") > FILE:
            large.add(f"module {name}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                large |= {f"{kind} {name} {node.name}" for kind in of_a_function(node)}
            elif isinstance(node, ast.ClassDef):
                classes[node.name].append(name)
    large |= {f"class {path} {name}" for name, paths in classes.items() if len(paths) > 1 for path in paths}
    for path in (ROOT / "tests").rglob("*.py"):
        if path.read_text(encoding="utf-8").count("\n") > FILE:
            large.add(f"module {path.relative_to(ROOT)}")
    return large


def test_nothing_outgrows_its_limit():
    large = found()
    assert not large, "make it smaller, or give the reason:\n" + "\n".join(sorted(large))
