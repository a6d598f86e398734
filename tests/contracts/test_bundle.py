"""The bundle: its pins name all that it holds in the versions that the tests run with, and its launchers find it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tools.bundle.__main__ import main
from tools.bundle.targets import DEBIAN, HERE, ROOT, TARGETS, WHEELS

CONSTRAINTS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")
)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_each_part_is_pinned_by_its_hash(target):
    debian, wheels = target.read_pins()
    assert [pin.name for pin in debian] == list(DEBIAN) and [pin.name for pin in wheels] == list(WHEELS)
    assert all(re.fullmatch("[0-9a-f]{64}", pin.sha256) for pin in (*debian, *wheels))
    assert {pin.name: pin.version for pin in wheels} == {name: CONSTRAINTS[name] for name in WHEELS}


def test_both_architectures_hold_the_same_versions():
    first, second = ([(pin.name, pin.version) for pin in sum(one.read_pins(), [])] for one in TARGETS.values())
    assert first == second


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A bundle's folder whose ld.so prints its arguments, one a line."""
    top = tmp_path / "a folder"
    for name in ("bin", "lib/native"):
        (top / name).mkdir(parents=True)
    (top / "lib/native/ld.so").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    for name in ("mindie-tui", "python3"):
        (top / "bin" / name).write_text((HERE / f"{name}.sh").read_text().replace("@LOADER@", "ld.so"))
    for path in (*top.glob("bin/*"), top / "lib/native/ld.so"):
        path.chmod(0o755)
    return top


@pytest.mark.parametrize("how", ["path", "link", "relative link", "PATH", "relative"])
def test_a_launcher_finds_its_folder_however_it_is_called(top, tmp_path, how):
    words, cwd, path = [str(top / "bin/mindie-tui")], tmp_path, os.environ["PATH"]
    if how == "link":
        (tmp_path / "link").symlink_to(top / "bin/mindie-tui")
        words = [str(tmp_path / "link")]
    elif how == "relative link":
        (tmp_path / "link").symlink_to("a folder/bin/mindie-tui")
        words = ["./link"]
    elif how == "PATH":
        words, path = ["mindie-tui"], f"{top / 'bin'}:{path}"
    elif how == "relative":
        words, cwd = ["../bin/mindie-tui"], top / "lib"
    env = {"PATH": path, "CDPATH": "/"}
    done = subprocess.run(
        ["sh", "-c", 'exec "$@"', "sh", *words, "a b"], cwd=cwd, env=env, capture_output=True, text=True, timeout=30
    )
    real = str(top.resolve())
    native = f"{real}/lib/native"
    python = [f"{real}/bin/python3", f"{native}/python3.11"]
    assert done.stdout.splitlines() == [
        *("--library-path", native, "--argv0", *python, "-I", "-m", "mindie_tui", "a b")
    ], done.stderr


def test_a_cache_inside_the_tree_and_a_wrong_line_are_refused(capsys, monkeypatch):
    monkeypatch.setenv("BUNDLE_CACHE", str(ROOT / "dist"))
    assert main(["build", "x86_64"]) == 1
    assert "outside of it" in capsys.readouterr().err
    assert main(["build", "sparc"]) == 64
