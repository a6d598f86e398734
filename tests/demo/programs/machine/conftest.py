"""The machine's tools as programs, without a fleet."""

import subprocess
import sys
from pathlib import Path

import pytest

from mindie_tui import demo

PROGRAMS = Path(demo.__file__).parent / "programs" / "machine"


@pytest.fixture
def run(monkeypatch):
    """`run("ip", "addr")`: (status, standard output, standard error)."""
    monkeypatch.setenv("MINDIE_DEMO_IP", "127.9.9.9")
    monkeypatch.setenv("MINDIE_DEMO_NAME", "a3-01")

    def one(name, *words):
        command = [sys.executable, "-S", "-E", str(PROGRAMS / f"{name}.py"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    return one
