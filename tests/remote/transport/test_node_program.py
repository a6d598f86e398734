"""What is sent to a node: a program with the modules that it imports, which needs nothing of ours there."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from mindie_tui import on_node
from mindie_tui.remote.transport.node_program import modules_of, program, source

FOLDER = Path(on_node.__file__).parent
FILES = sorted(path for path in FOLDER.rglob("*.py"))
PROGRAMS = [path.stem for path in FILES if path.parent == FOLDER and path.stem != "__init__"]
OLDER = {"receive": (3, 6)}
"""Programs that run in front of a container, where Python may be as old as the machine."""
DEFINE = "import sys; exec(compile(sys.stdin.read(), 'sent', 'exec'), {'__name__': 'sent'})"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_all_of_it_is_grammar_that_nodes_know(path: Path) -> None:
    tree = ast.parse(path.read_text(), feature_version=OLDER.get(path.stem, (3, 8)))
    assert ast.get_docstring(tree), "says what is asked and what is answered"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_defined_where_mindie_tui_is_not_installed(name: str) -> None:
    alone = [sys.executable, "-I", "-S", "-c", DEFINE]
    done = subprocess.run(alone, input=source(name), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


def test_a_module_goes_before_the_one_that_imports_it() -> None:
    modules = modules_of("bench_run")
    assert modules.index("shared.proc") < modules.index("bench.group") < modules.index("bench.keeper")
    assert len(set(modules)) == len(modules)


def test_a_program_without_modules_is_sent_as_it_is() -> None:
    assert modules_of("receive") == () and source("receive") == (FOLDER / "receive.py").read_bytes()


def test_only_a_line_behind_its_nonce_is_an_answer() -> None:
    one = program("lock", "take", "{}", "")
    assert one.answer(f'{one.nonce} {{"taken": true}}'.encode()) == {"taken": True}
    for line in ('{"taken": true}', 'Welcome {"taken": true}', f"{one.nonce} [1]", f"{one.nonce} {{"):
        assert one.answer(line.encode()) is None, line
