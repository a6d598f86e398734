"""An AISBench installation, read as text: which classes it has, and what they take.

Importing it takes AISBench five seconds and pulls in torch.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import List, Optional, Tuple

from mindie_tui.on_node.shared.small_files import Json

Parameters = Tuple[Optional[List[str]], bool, List[str]]
"""Of a class: names of the parameters of its __init__ or None without one, whether it passes **kwargs on, bases."""
LOOK_S = 20
FIND = (
    "import importlib.util as u\n"
    "s = u.find_spec('ais_bench')\n"
    "print(list(s.submodule_search_locations or [])[0] if s else '')\n"
    "try:\n"
    "    from importlib.metadata import version\n"
    "    print(version('ais_bench_benchmark'))\n"
    "except Exception:\n"  # no metadata, or Python 3.7: the version stays unknown
    "    print('')\n"
)


def look(command: str, root: str) -> Json:
    """What is installed: command, Python, version, classes, and where its data sets are."""
    path = shutil.which(command)
    python = interpreter(path) if path else None
    package, version = find_package(python) if path else ("", "")
    for place in (package, os.path.join(root, "ais_bench")):
        if place and os.path.isdir(os.path.join(place, "benchmark")):
            package = place
            break
    benchmark = os.path.join(package, "benchmark") if package else ""
    datasets = os.path.join(root, "ais_bench", "datasets")
    return {
        "command": path,
        "python": python,
        "version": version or version_in(benchmark) or None,
        "package": package or None,
        "classes": classes(os.path.join(benchmark, "models")) if benchmark else {},
        "taken": keys_taken_out(os.path.join(benchmark, "utils")) if benchmark else [],
        "datasets": datasets,
        "dataset_names": sorted(os.listdir(datasets)) if os.path.isdir(datasets) else [],
    }


def interpreter(path: str) -> str | None:
    """The Python of a console script, from its first line; None where it has none."""
    try:
        with open(path, "rb") as file:
            first = file.readline(4096).decode("utf-8", "replace").strip()
    except OSError:
        return None
    words = first[2:].split() if first.startswith("#!") else []
    if words and os.path.basename(words[0]) == "env":
        words = [word for word in words[1:] if word != "-S"]
    return words[0] if words and "python" in os.path.basename(words[0]) else None


def find_package(python: str | None) -> tuple[str, str]:
    """(folder of the package ais_bench, version) as that interpreter sees them."""
    if not python:
        return "", ""
    try:
        done = subprocess.run(
            [python, "-c", FIND],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LOOK_S,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return "", ""
    lines = done.stdout.decode("utf-8", "replace").splitlines() + ["", ""]
    return (lines[0], lines[1]) if done.returncode == 0 else ("", "")


def version_in(benchmark: str) -> str:
    try:
        with open(os.path.join(benchmark, "__init__.py"), encoding="utf-8") as file:
            found = re.search(r"""__version__\s*=\s*['"]([^'"]+)""", file.read())
    except (OSError, ValueError):
        return ""
    return found.group(1) if found else ""


def classes(folder: str) -> dict[str, list[str]]:
    """{class: parameters of its __init__, those of its bases in this folder too where it passes **kwargs on}."""
    found = {}
    for path in python_files(folder):
        try:
            with open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read())
        except (OSError, ValueError, SyntaxError):
            continue  # a newer grammar than this Python's: that class stays unknown
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = parameters(node)
    return {name: sorted(all_parameters(name, found)) for name in found}


def python_files(folder: str) -> list[str]:
    """All below it: where the classes stand differs from release to release."""
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(".py"))


def parameters(node: ast.ClassDef) -> Parameters:
    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            names = [a.arg for a in item.args.args[1:] + item.args.kwonlyargs]
            return names, item.args.kwarg is not None, bases
    return None, True, bases


def all_parameters(name: str, found: Mapping[str, Parameters], depth: int = 0) -> set[str]:
    if name not in found or depth > 10:
        return set()
    names, passes, bases = found[name]
    own = set(names or ())
    return own.union(*(all_parameters(base, found, depth + 1) for base in bases)) if passes else own


def keys_taken_out(folder: str) -> list[str]:
    """Keys that AISBench takes out of a model config before it builds the class: model_cfg.pop("batch_size", ...)."""
    keys = set()
    for path in python_files(folder):
        try:
            with open(path, encoding="utf-8") as file:
                keys.update(re.findall(r"""model_cfg\.pop\(\s*['"](\w+)""", file.read()))
        except (OSError, ValueError):
            pass  # the others tell
    return sorted(keys)
