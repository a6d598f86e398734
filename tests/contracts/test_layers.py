"""Inside each package the children form no cycle: what stands below never imports what stands above it."""

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.contracts.package import FILES, ROOT, imports, name_of, tree_of

BY_STRING = {
    "remote/transport/fleet.py": ["mindie_tui.remote.transport.ssh.login"],
    "demo/fleet.py": ["mindie_tui.demo.ssh_server"],
    "tui/app.py": [
        f"mindie_tui.tui.{step}.screen" for step in ("nodes", "parameters", "preflight", "launch", "bench", "report")
    ],
}
"""Imports that no `import` shows: a module is named by a string, so that its room is loaded when it is needed."""


def imported(path: Path, modules: set[str]) -> set[str]:
    """Every module of ours that a file imports, or loads by a string."""
    return (modules & set(imports(tree_of(path)))) | set(BY_STRING.get(str(path.relative_to(ROOT)), ()))


def children() -> dict[str, dict[str, set[str]]]:
    """package -> child -> the children beside it that it imports."""
    modules = {name_of(path) for path in FILES}
    graphs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in FILES:
        mine = name_of(path).split(".")
        for other in imported(path, modules):
            theirs = other.split(".")
            at = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
            if at is not None:
                graphs[".".join(mine[:at])][mine[at]].add(theirs[at])
    return graphs


def cycle_of(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_child_imports_what_stands_above_it():
    for package, graph in children().items():
        assert not cycle_of(graph), f"{package}: {' <- '.join(cycle_of(graph))}"


def test_no_folder_holds_more_than_fourteen_modules():
    for folder in {path.parent for path in FILES}:
        count = sum(path.name != "__init__.py" for path in folder.glob("*.py"))
        assert count <= 14, f"{folder.relative_to(ROOT)} holds {count} modules"
