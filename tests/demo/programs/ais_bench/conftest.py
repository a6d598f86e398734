"""The modules of the demo's ais_bench, as its programs import them."""

import importlib
import sys
from pathlib import Path

import pytest

from mindie_tui import demo

PROGRAMS = Path(demo.__file__).parent / "programs" / "ais_bench"


@pytest.fixture
def program(monkeypatch, tmp_path):
    """`program("ais_bench_tables")`; it and its neighbours are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(PROGRAMS))
    monkeypatch.setenv("MINDIE_DEMO_NODE", str(tmp_path / "fleet" / "a3-01"))
    monkeypatch.setenv("MINDIE_DEMO_SPEED", "10000")
    yield importlib.import_module
    for path in PROGRAMS.glob("*.py"):
        sys.modules.pop(path.stem, None)
