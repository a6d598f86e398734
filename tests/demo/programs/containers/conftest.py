"""A node's state on a disk of its own, and the programs of its container engines over it."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mindie_tui import demo

PROGRAMS = Path(demo.__file__).parent / "programs" / "containers"
IMAGE = {
    "id": "sha256:" + "a" * 64, "names": ["mindie:1"], "architecture": "arm64", "environment": {"A": "1"}, "size": 7,
}  # fmt: skip


@pytest.fixture
def state(tmp_path, monkeypatch):
    """The folder of a node with one image and no container."""
    folder = tmp_path / "state"
    folder.mkdir()
    for name, value in (("containers", []), ("images", [IMAGE]), ("inside", {"HOME": str(tmp_path)}), ("faults", {})):
        (folder / f"{name}.json").write_text(json.dumps(value))
    monkeypatch.setenv("MINDIE_DEMO_NODE", str(tmp_path))
    monkeypatch.setenv("MINDIE_DEMO_NAME", "a3-01")
    monkeypatch.setenv("MINDIE_DEMO_SPEED", "10000")
    return folder


@pytest.fixture
def program(state, monkeypatch):
    """`program("engine_changes")`: a module, as a program beside it imports it."""
    monkeypatch.syspath_prepend(str(PROGRAMS))
    names = ("engine", "engine_changes", "engine_exec")
    yield importlib.import_module
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def run(state):
    """`run("docker", "ps", ...)`: (status, standard output, standard error) of one command."""

    def one(engine, *words):
        command = [sys.executable, "-S", "-E", str(PROGRAMS / f"{engine}.py"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    return one


@pytest.fixture
def refuse():
    """A refusal as an error that holds its kind and its values."""

    def one(kind, *values):
        raise LookupError(kind, *values)

    return one
