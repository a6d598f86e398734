"""on_node/bench/installation.py: AISBench's classes and their parameters, read as text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mindie_tui.on_node.bench.installation import interpreter
from tests.kit.points import bench_run


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    """An installation of which only the parts stand that are looked at."""
    package = tmp_path / "benchmark" / "ais_bench" / "benchmark"
    (package / "models/api_models").mkdir(parents=True)
    (package / "utils/config").mkdir(parents=True)
    (package / "models/api_models/chat.py").write_text(
        "class Base:\n    def __init__(self, path, retry=2, **kwargs): pass\n"
        "class VLLMCustomAPIChat(Base):\n    def __init__(self, stream=False, *, model='', **kwargs): pass\n"
        "class VLLMCustomAPIChatStream(VLLMCustomAPIChat):\n    def __init__(self, *args, **kwargs): pass\n"
        "class Closed(Base):\n    def __init__(self, only): pass\n"
    )
    (package / "models/api_models/broken.py").write_text("class Broken(:\n")
    (package / "utils/config/build.py").write_text('model_cfg.pop("batch_size", None)\nmodel_cfg.pop("abbr")\n')
    (package / "__init__.py").write_text("__version__ = '2.5'\n")
    (package.parent / "datasets" / "gsm8k").mkdir(parents=True)
    command = tmp_path / "ais_bench"
    command.write_text("#!/bin/sh\ntrue\n")
    command.chmod(0o755)
    return tmp_path


def test_an_installation_is_read_without_being_imported(benchmark: Path) -> None:
    look = bench_run("look", benchmark, command=str(benchmark / "ais_bench"), root=str(benchmark / "benchmark"))
    assert look["version"] == "2.5"
    assert look["classes"]["VLLMCustomAPIChatStream"] == ["model", "path", "retry", "stream"]
    assert look["classes"]["Closed"] == ["only"]
    assert look["taken"] == ["abbr", "batch_size"]
    assert look["dataset_names"] == ["gsm8k"]


def test_a_console_script_leads_to_the_package_of_its_own_python(tmp_path: Path) -> None:
    command = tmp_path / "ais_bench"
    command.write_text(f"#!{sys.executable}\n")
    assert interpreter(str(command)) == sys.executable
    command.write_text("#!/usr/bin/env -S python3\n")
    assert interpreter(str(command)) == "python3"
    command.write_bytes(b"\x7fELF")
    assert interpreter(str(command)) is None


def test_no_command_and_no_root_is_an_answer_too(tmp_path: Path) -> None:
    look = bench_run("look", tmp_path, command="no-such-ais_bench", root="/no/such/root")
    assert (look["command"], look["package"], look["classes"]) == (None, None, {})
