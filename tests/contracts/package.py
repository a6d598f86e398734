"""The package as text: its files, their module names, and what each of them imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "mindie_tui"
FILES = sorted(ROOT.rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """mindie_tui.model.node of mindie_tui/model/node.py; a package goes by its folder."""
    parts = ("mindie_tui", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported: at the top, inside a function, for types alone.

    `from mindie_tui.a import b` gives mindie_tui.a and mindie_tui.a.b, since b may be a module.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, "imports are absolute, so that a room is seen"
            yield node.module
            if node.module.startswith("mindie_tui"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
